//! Asks many servers, gently: few questions to a host at a time, pauses between them, and patience with failures.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use crate::{
    config::external::External,
    fetch::probe::{Answer, Asker, Method, Silence},
    tag, url,
};

/// What is known of an address.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Verdict {
    There {
        /// Where it leads; `None` where it stands for itself.
        moved: Option<Moved>,
        /// The fragments that were asked for, and whether the page has them. Of pages that a program draws none is here.
        anchors: BTreeMap<String, bool>,
    },
    /// Nothing is there; why, as the end of a sentence.
    Dead(String),
    /// The server does not say; why, as the end of a sentence.
    Forbidden(String),
    Slow,
}

/// Where an address leads.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Moved {
    pub to: String,
    /// Whether every step on the way says that it is for good.
    pub for_good: bool,
    /// Whether it is surely the same page: not where a site sends all that it does not know.
    pub sure: bool,
}

/// Redirects that are followed.
const STEPS: usize = 10;

/// Questions that are open at a time.
const OPEN: usize = 32;

/// The longest that a server can make one wait for another try.
const PATIENCE: Duration = Duration::from_secs(60);

/// Addresses of a host that has never answered that it leaves without an answer until it is asked no more.
const SILENT: u32 = 3;

/// Asks for addresses of `http` and `https`, with the fragments that are looked for on each. An address without a verdict
/// is one that there was no time for.
pub(super) fn ask(
    wanted: &BTreeMap<String, Vec<String>>,
    config: &External,
    done: &(dyn Fn(usize) + Sync),
) -> BTreeMap<String, Verdict> {
    let mut queues: BTreeMap<&str, VecDeque<Question>> = BTreeMap::new();
    for (url, fragments) in wanted {
        queues.entry(host(url)).or_default().push_back(Question { url, fragments, tries: 0 });
    }
    let start = Instant::now();
    let mut lanes = Lanes::new();
    let mut hosts = Vec::new();
    for (number, queue) in queues.into_values().enumerate() {
        lanes.extend(std::iter::repeat_n(Reverse((start, number)), config.per_host.min(queue.len())));
        hosts.push(Host { queue, not_before: start, silent: Some(0) });
    }
    let threads = lanes.len().min(OPEN);
    let state = Mutex::new(State { lanes, hosts, open: 0, verdicts: BTreeMap::new() });
    let room = Room {
        state,
        changed: Condvar::new(),
        asker: Asker::new(config.timeout),
        config,
        deadline: start + config.total,
        done: &|| done(wanted.len()),
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| room.work());
        }
    });
    room.state.into_inner().unwrap_or_else(PoisonError::into_inner).verdicts
}

/// The host of an address, with its port.
pub(super) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest[..end].rsplit('@').next().unwrap_or("")
}

struct Question<'a> {
    url: &'a str,
    fragments: &'a [String],
    tries: u32,
}

/// When a host, by its number, may be asked: once for each question that it may have open.
type Lanes = BinaryHeap<Reverse<(Instant, usize)>>;

struct State<'a> {
    lanes: Lanes,
    hosts: Vec<Host<'a>>,
    /// Questions that are open: what comes of them may have to be asked again.
    open: usize,
    verdicts: BTreeMap<String, Verdict>,
}

/// What is to be asked of a host.
struct Host<'a> {
    queue: VecDeque<Question<'a>>,
    /// When it may be asked again, where it has said so.
    not_before: Instant,
    /// Addresses that it left without an answer; `None` once it has given one.
    silent: Option<u32>,
}

/// What the threads share.
struct Room<'a> {
    state: Mutex<State<'a>>,
    changed: Condvar,
    asker: Asker,
    config: &'a External,
    deadline: Instant,
    done: &'a (dyn Fn() + Sync),
}

impl<'a> Room<'a> {
    /// One thread's work: question after question, until none is left or time is over.
    fn work(&self) {
        while let Some((host, question)) = self.next() {
            let result = look(&self.asker, &question);
            let now = Instant::now();
            let mut state = self.lock();
            state.open -= 1;
            let mut free = now + self.config.pause;
            match result {
                Err(Again { after, .. }) if question.tries < self.config.retries => {
                    free = now + after.unwrap_or(Duration::from_secs(1) * 2u32.pow(question.tries)).min(PATIENCE);
                    let host = &mut state.hosts[host];
                    if after.is_some() {
                        host.not_before = host.not_before.max(free);
                    }
                    host.queue.push_back(Question { tries: question.tries + 1, ..question });
                }
                Err(Again { verdict, silent: true, .. }) => {
                    let host = &mut state.hosts[host];
                    host.silent = host.silent.map(|count| count + 1);
                    // Waiting for each of its addresses would take all the time that there is.
                    let rest = match host.silent {
                        Some(SILENT..) => std::mem::take(&mut host.queue),
                        _ => VecDeque::new(),
                    };
                    for question in std::iter::once(question).chain(rest) {
                        state.verdicts.insert(question.url.to_owned(), verdict.clone());
                        (self.done)();
                    }
                }
                Err(Again { verdict, .. }) | Ok(verdict) => {
                    state.hosts[host].silent = None;
                    state.verdicts.insert(question.url.to_owned(), verdict);
                    (self.done)();
                }
            }
            state.lanes.push(Reverse((free, host)));
            self.changed.notify_all();
        }
        self.changed.notify_all();
    }

    /// The next question, when it may be asked.
    fn next(&self) -> Option<(usize, Question<'a>)> {
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            if now >= self.deadline {
                return None;
            }
            match state.lanes.peek() {
                Some(&Reverse((at, host))) if at <= now => {
                    state.lanes.pop();
                    let not_before = state.hosts[host].not_before;
                    if not_before > now {
                        state.lanes.push(Reverse((not_before, host)));
                        continue;
                    }
                    // A host that has no more questions needs no more lanes.
                    if let Some(question) = state.hosts[host].queue.pop_front() {
                        state.open += 1;
                        return Some((host, question));
                    }
                }
                Some(&Reverse((at, _))) => {
                    let wait = at.min(self.deadline) - now;
                    state = self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
                }
                None if state.open == 0 => return None,
                None => {
                    let wait = self.deadline - now;
                    state = self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A server that failed, and may not the next time.
struct Again {
    /// What it asks for itself.
    after: Option<Duration>,
    /// Whether it said nothing at all.
    silent: bool,
    /// What is said where it fails every time.
    verdict: Verdict,
}

/// Asks for one address, and follows where it leads.
fn look(asker: &Asker, question: &Question) -> Result<Verdict, Again> {
    let mut at = question.url.to_owned();
    let (mut for_good, mut steps) = (true, 0);
    loop {
        let answer = match one(asker, &at, !question.fragments.is_empty()) {
            Ok(answer) => answer,
            // Where a redirect led elsewhere, the host itself has answered.
            Err(silence) => return silent(&at, silence).map_err(|again| Again { silent: steps == 0, ..again }),
        };
        match (answer.status, &answer.location) {
            (200..=299, _) => return Ok(there(question, &at, steps > 0, for_good, answer)),
            (300..=399, Some(location)) => {
                steps += 1;
                let Some(next) = join(&at, location).filter(|_| steps <= STEPS) else {
                    return Ok(Verdict::Dead("it is redirected in a circle".into()));
                };
                for_good &= matches!(answer.status, 301 | 308);
                if asks_for_a_name(&next) {
                    return Ok(Verdict::Forbidden("the server asks who one is".into()));
                }
                at = next;
            }
            (404 | 410, _) => return Ok(Verdict::Dead(format!("the server answers {}", answer.status))),
            (429 | 500..=599, _) => {
                let why = format!("the server answers {}", answer.status);
                let verdict = if answer.status == 429 { Verdict::Forbidden(why) } else { Verdict::Dead(why) };
                return Err(Again { after: answer.retry_after, silent: false, verdict });
            }
            (401 | 403 | 407 | 451 | 999, _) => {
                return Ok(Verdict::Forbidden(format!("the server answers {}", answer.status)));
            }
            (status, _) => return Ok(Verdict::Dead(format!("the server answers {status}"))),
        }
    }
}

/// Asks for the head alone first: not every server knows how to answer that.
fn one(asker: &Asker, url: &str, with_anchors: bool) -> Result<Answer, Silence> {
    if with_anchors {
        return asker.ask(url, Method::GetHtml);
    }
    match asker.ask(url, Method::Head) {
        Ok(answer) if answer.status < 400 || answer.status == 429 => Ok(answer),
        Err(silence @ (Silence::NoHost | Silence::Refused | Silence::Slow)) => Err(silence),
        Ok(_) | Err(_) => asker.ask(url, Method::Get),
    }
}

fn silent(url: &str, silence: Silence) -> Result<Verdict, Again> {
    let again = |verdict| Err(Again { after: None, silent: true, verdict });
    match silence {
        Silence::NoHost => again(Verdict::Dead(format!("there is no host `{}`", host(url)))),
        // What runs on the reader's own machine is hardly running here.
        Silence::Refused if is_own_machine(url) => Ok(Verdict::There { moved: None, anchors: BTreeMap::new() }),
        Silence::Refused => again(Verdict::Dead(format!("`{}` refuses the connection", host(url)))),
        Silence::Slow => again(Verdict::Slow),
        Silence::Other(why) => again(Verdict::Dead(why)),
    }
}

fn there(question: &Question, at: &str, redirected: bool, for_good: bool, answer: Answer) -> Verdict {
    let path = |url: &str| {
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        rest[rest.find('/').unwrap_or(rest.len())..].trim_matches('/').to_owned()
    };
    let moved = redirected.then(|| Moved {
        to: at.to_owned(),
        for_good,
        sure: for_good && (!path(at).is_empty() || path(question.url).is_empty()),
    });
    let mut anchors = BTreeMap::new();
    if let Some(html) = &answer.html {
        let ids: BTreeSet<String> = tag::tags(html)
            .flat_map(|tag| tag.attributes)
            .filter(|attribute| attribute.name == "id" || attribute.name == "name")
            .map(|attribute| attribute.value)
            .collect();
        // A page with next to none is drawn by a program.
        if ids.len() >= 2 {
            let has = |fragment: &str| {
                let decoded = url::decode(fragment);
                [fragment, &decoded].iter().any(|id| ids.contains(*id) || ids.contains(&format!("user-content-{id}")))
            };
            anchors = question.fragments.iter().map(|fragment| (fragment.clone(), has(fragment))).collect();
        }
    }
    Verdict::There { moved, anchors }
}

/// Whether a redirect leads to where one says who one is.
fn asks_for_a_name(url: &str) -> bool {
    let host = host(url).to_ascii_lowercase();
    let path = url.split(['?', '#']).next().unwrap_or(url).to_ascii_lowercase();
    let starts = ["login.", "signin.", "accounts.", "auth.", "sso."];
    let ends = ["/login", "/signin", "/sign_in", "/sign-in", "/users/sign_in"];
    starts.iter().any(|start| host.starts_with(start))
        || ends.iter().any(|end| path.trim_end_matches('/').ends_with(end))
}

fn is_own_machine(url: &str) -> bool {
    let host = host(url);
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]" | "0.0.0.0")
}

/// Where a redirect leads (RFC 3986, section 5.2); `None` where that is no address of the web.
fn join(base: &str, location: &str) -> Option<String> {
    let lower = location.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some(location.to_owned());
    }
    let (scheme, rest) = base.split_once("://")?;
    if let Some(rest) = location.strip_prefix("//") {
        return Some(format!("{scheme}://{rest}"));
    }
    if lower.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':')) {
        return None;
    }
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let (host, path) = rest[..end].split_at(rest[..end].find('/').unwrap_or(end));
    if location.starts_with('/') {
        return Some(format!("{scheme}://{host}{location}"));
    }
    if location.starts_with(['?', '#']) {
        return Some(format!("{scheme}://{host}{path}{location}"));
    }
    let folder = &path[..path.rfind('/').map_or(0, |at| at + 1)];
    let (relative, query) = location.split_at(location.find(['?', '#']).unwrap_or(location.len()));
    let slash = if relative.ends_with('/') { "/" } else { "" };
    let joined = crate::source::join(folder, relative)?;
    let slash = if joined.is_empty() { "" } else { slash };
    Some(format!("{scheme}://{host}/{joined}{slash}{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_are_joined() {
        let check = |location, want: Option<&str>| assert_eq!(join("https://a.com/b/c?d#e", location).as_deref(), want);
        check("https://x.com/y", Some("https://x.com/y"));
        check("//x.com/y", Some("https://x.com/y"));
        check("/y?z", Some("https://a.com/y?z"));
        check("y/", Some("https://a.com/b/y/"));
        check("../y#z", Some("https://a.com/y#z"));
        check("?z", Some("https://a.com/b/c?z"));
        check("mailto:x", None);
        assert_eq!(join("https://a.com", "y").as_deref(), Some("https://a.com/y"));
    }

    #[test]
    fn hosts() {
        assert_eq!(host("https://u@a.com:8/b?c"), "a.com:8");
        assert_eq!(host("https://a.com"), "a.com");
        assert!(asks_for_a_name("https://login.a.com/") && asks_for_a_name("https://a.com/users/sign_in?x"));
        assert!(!asks_for_a_name("https://a.com/docs/login-page"));
        assert!(is_own_machine("http://localhost:5000/x") && !is_own_machine("http://local.com/"));
    }
}
