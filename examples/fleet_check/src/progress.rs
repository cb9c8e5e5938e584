//! The progress of long work: on standard error, and only if that is a terminal.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};
use trustslot::FleetProgress;

pub struct Progress {
    is_shown: bool,
    done: u64,
    last: Instant,
}

/// How often the line is written.
const EVERY: Duration = Duration::from_millis(100);

impl Progress {
    pub fn new() -> Self {
        Self { is_shown: stderr().is_terminal(), done: 0, last: Instant::now() }
    }

    pub fn step(&mut self) {
        self.done += 1;
        if self.is_shown && self.last.elapsed() >= EVERY {
            let _ = write!(stderr(), "\r{} models", self.done);
            self.last = Instant::now();
        }
    }

    pub fn judging(&mut self, progress: FleetProgress) {
        if !self.is_shown || self.last.elapsed() < EVERY {
            return;
        }
        let line = match progress {
            FleetProgress::Judged { done, of } => format!("{done} of {of} forecasts"),
            FleetProgress::Tried { round, done, of } => {
                format!("what helps, round {round}: {done} of {of} changes tried")
            }
            _ => return,
        };
        let _ = write!(stderr(), "\r\x1b[K{line}");
        self.last = Instant::now();
    }

    pub fn done(&self) {
        if self.is_shown {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}
