//! Ctrl C while a site is built: at once as long as nothing is written, else as soon as what was written is put away.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// The exit code of what the user ended.
const INTERRUPTED: i32 = 130;

/// What Ctrl C does.
#[derive(Clone, Default, Debug)]
pub struct Interrupt {
    /// Whether the user pressed it.
    pub asked: Arc<AtomicBool>,
    /// Whether somebody looks at `asked` and ends the run.
    careful: Arc<AtomicBool>,
}

impl Interrupt {
    /// Listens from now on. A second Ctrl C ends the process in any case.
    pub fn listen() -> Interrupt {
        let interrupt = Interrupt::default();
        let Interrupt { asked, careful } = interrupt.clone();
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return interrupt };
        thread::spawn(move || {
            runtime.block_on(async {
                while tokio::signal::ctrl_c().await.is_ok() {
                    if asked.swap(true, Ordering::SeqCst) || !careful.load(Ordering::SeqCst) {
                        process::exit(INTERRUPTED);
                    }
                }
            });
        });
        interrupt
    }

    /// From now on the run looks at `asked` itself.
    pub fn be_careful(&self) {
        self.careful.store(true, Ordering::SeqCst);
        if self.asked.load(Ordering::SeqCst) {
            process::exit(INTERRUPTED);
        }
    }
}
