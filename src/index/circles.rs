//! Files that include each other in a circle.

use std::collections::HashMap;

use crate::{ext::include::DEPTH_LIMIT, page::FileId};

/// The groups of files in which each includes, by way of others, every other one.
#[derive(Default, Debug)]
pub(super) struct Circles {
    /// The files of groups of more than one, each with its group.
    group: HashMap<FileId, u32>,
    /// By group: its first file, and how many it has.
    sizes: Vec<(FileId, usize)>,
}

/// A file on the way of the search.
struct Step {
    file: usize,
    /// The include that is followed next.
    next: usize,
}

impl Circles {
    /// Finds the groups among files with what each includes (Tarjan's strongly connected components).
    pub(super) fn of(includes: &[Vec<FileId>]) -> Circles {
        const UNSEEN: usize = usize::MAX;
        let mut circles = Circles::default();
        let mut order = vec![UNSEEN; includes.len()];
        // The earliest file, in the order of the search, that leads back to one; `UNSEEN` once its group is known.
        let mut lowest = vec![UNSEEN; includes.len()];
        let mut seen = 0;
        let mut open: Vec<usize> = Vec::new();
        let mut way: Vec<Step> = Vec::new();
        for start in 0..includes.len() {
            if order[start] != UNSEEN || includes[start].is_empty() {
                continue;
            }
            way.push(Step { file: start, next: 0 });
            while let Some(Step { file, next }) = way.last_mut() {
                let file = *file;
                if *next == 0 {
                    (order[file], lowest[file]) = (seen, seen);
                    seen += 1;
                    open.push(file);
                }
                let Some(to) = includes[file].get(*next).map(|to| to.0 as usize) else {
                    way.pop();
                    if let Some(outer) = way.last() {
                        lowest[outer.file] = lowest[outer.file].min(lowest[file]);
                    }
                    if lowest[file] == order[file] {
                        let from = open.iter().rposition(|&known| known == file).unwrap_or(0);
                        circles.add(open.drain(from..).inspect(|&known| lowest[known] = UNSEEN).collect());
                    }
                    continue;
                };
                *next += 1;
                if order[to] == UNSEEN {
                    if includes[to].is_empty() {
                        order[to] = seen;
                        seen += 1;
                    } else {
                        way.push(Step { file: to, next: 0 });
                    }
                } else if lowest[to] != UNSEEN {
                    lowest[file] = lowest[file].min(order[to]);
                }
            }
        }
        circles
    }

    fn add(&mut self, files: Vec<usize>) {
        if files.len() > 1 {
            let first = files.iter().copied().min().unwrap_or_default();
            let group = self.sizes.len() as u32;
            self.group.extend(files.iter().map(|&file| (FileId(file as u32), group)));
            self.sizes.push((FileId(first as u32), files.len()));
        }
    }

    /// The shortest way from a file, through one that it includes, back to it. Where the group is larger than includes
    /// may be deep, only its first file is asked: a circle of thousands of files is one mistake.
    pub(super) fn back(&self, from: FileId, first: FileId, includes: &[Vec<FileId>]) -> Option<Vec<FileId>> {
        if from == first {
            return Some(vec![from, from]);
        }
        let group = self.group.get(&from)?;
        let (speaks, size) = self.sizes[*group as usize];
        if self.group.get(&first) != Some(group) || size > DEPTH_LIMIT && speaks != from {
            return None;
        }
        let mut came_from: HashMap<FileId, FileId> = HashMap::from([(first, from)]);
        let mut queue = vec![first];
        let mut at = 0;
        while let Some(&file) = queue.get(at) {
            for &next in &includes[file.0 as usize] {
                if next == from {
                    let mut way = vec![from, file];
                    while let Some(&before) = way.last().and_then(|last| came_from.get(last)).filter(|&&it| it != from)
                    {
                        way.push(before);
                    }
                    way.push(from);
                    way.reverse();
                    return Some(way);
                }
                if self.group.get(&next) == Some(group) && !came_from.contains_key(&next) {
                    came_from.insert(next, file);
                    queue.push(next);
                }
            }
            at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files by number with what they include: `0>1 1>2,3`.
    fn read(text: &str) -> Vec<Vec<FileId>> {
        let mut includes: Vec<Vec<FileId>> = Vec::new();
        for (file, list) in text.split(' ').filter_map(|part| part.split_once('>')) {
            let list: Vec<FileId> = list.split(',').map(|id| FileId(id.parse().unwrap())).collect();
            let file: usize = file.parse().unwrap();
            let most = list.iter().map(|id| id.0 as usize).chain([file]).max().unwrap() + 1;
            includes.resize(includes.len().max(most), Vec::new());
            includes[file] = list;
        }
        includes
    }

    #[test]
    fn ways_back_are_the_shortest() {
        let check = |text: &str, from: u32, first: u32, want: &str| {
            let includes = read(text);
            let way = Circles::of(&includes).back(FileId(from), FileId(first), &includes);
            let shown: Vec<String> = way.unwrap_or_default().iter().map(|id| id.0.to_string()).collect();
            assert_eq!(shown.join(" "), want, "{text}");
        };
        check("0>0", 0, 0, "0 0");
        check("0>1 1>2", 0, 1, "");
        check("0>1 1>0", 0, 1, "0 1 0");
        check("0>1 1>0", 1, 0, "1 0 1");
        check("0>1 1>2 2>3,1", 0, 1, "");
        check("0>1 1>2 2>3,1", 1, 2, "1 2 1");
        check("0>1 1>2 2>3,1", 2, 3, "");
        check("0>1 1>2,3 2>3 3>0", 0, 1, "0 1 3 0");
        check("0>1 1>2,3 2>3 3>0", 1, 2, "1 2 3 0 1");
        // Two circles, one of which leads into the other.
        check("0>1 1>0,2 2>3 3>2", 1, 2, "");
        check("0>1 1>0,2 2>3 3>2", 3, 2, "3 2 3");
    }

    #[test]
    fn of_a_large_circle_only_the_first_file_speaks() {
        let count = 5000;
        let includes: Vec<Vec<FileId>> = (0..count).map(|at| vec![FileId((at + 1) % count)]).collect();
        let circles = Circles::of(&includes);
        assert_eq!(circles.back(FileId(0), FileId(1), &includes).map(|way| way.len()), Some(count as usize + 1));
        assert_eq!(circles.back(FileId(7), FileId(8), &includes), None);
    }
}
