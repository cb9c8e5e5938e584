//! Compares our results with those of other verifiers.

use core::fmt;

/// Ours compared with those of webpki alone.
#[derive(Default)]
pub struct BesideEngine {
    wrongly_accepted: usize,
    refused_by_us: usize,
    wrongly_refused: usize,
    accepted_by_us: usize,
    only_it_is_right: usize,
}

/// Ours compared with those of another verifier, if it gave a result.
#[derive(Default)]
pub struct Agreement {
    compared: usize,
    ours: usize,
    theirs: usize,
}

impl BesideEngine {
    pub fn count(&mut self, wanted: bool, ours: bool, engine: bool) {
        if engine && !wanted {
            self.wrongly_accepted += 1;
            self.refused_by_us += usize::from(!ours);
        }
        if !engine && wanted {
            self.wrongly_refused += 1;
            self.accepted_by_us += usize::from(ours);
        }
        self.only_it_is_right += usize::from(engine == wanted && ours != wanted);
    }
}

impl fmt::Display for BesideEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "compared with bare webpki: it wrongly accepts {}, of which we reject {}; it wrongly rejects {}, of \
             which we accept {}; it alone is right on {}",
            self.wrongly_accepted,
            self.refused_by_us,
            self.wrongly_refused,
            self.accepted_by_us,
            self.only_it_is_right
        )
    }
}

impl Agreement {
    pub fn count(&mut self, wanted: bool, ours: bool, theirs: bool) {
        self.compared += 1;
        self.ours += usize::from(ours == wanted);
        self.theirs += usize::from(theirs == wanted);
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |count: usize| (count * 100 + self.compared / 2) / self.compared.max(1);
        write!(
            f,
            "of {} cases of servers {} % here, {} % for",
            self.compared,
            percent(self.ours),
            percent(self.theirs)
        )
    }
}
