//! What is said about a change.

use super::{Effect, LockOut, Otherwise, WhatIf};
use crate::clock::Moment;
use crate::forecast::Way;
use core::fmt;

impl Otherwise {
    /// Completes "if …": `the phone takes line 9`.
    pub fn way(&self) -> impl fmt::Display + use<> {
        Way::of(&self.files)
    }
}

/// `if the phone takes line 9: locks out: …`
impl fmt::Display for Otherwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "if {}", self.way())?;
        let mut differences =
            self.effects.iter().filter(|effect| effect.first_difference.is_some());
        match (self.lock_outs.first(), differences.next()) {
            (Some(LockOut { dependency, at, outcome }), _) => {
                let at = Moment::of(*at);
                writeln!(f, ": locks out: \"{dependency}\" would be {outcome} from {at}")
            }
            (None, Some(Effect { dependency, after, first_difference: Some(at), .. })) => {
                writeln!(f, ": \"{dependency}\" is different from {}, now {after}", Moment::of(*at))
            }
            _ => writeln!(f, ": no difference"),
        }
    }
}

/// One line: the outcomes before and after, or when they begin to differ.
impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dependency, before, after, first_difference } = self;
        match first_difference {
            None => write!(f, "\"{dependency}\": {before}, no difference"),
            Some(_) if before != after => {
                write!(f, "\"{dependency}\": {before} before, {after} after")
            }
            Some(at) => {
                write!(f, "\"{dependency}\": {before}, different from {}", Moment::of(*at))
            }
        }
    }
}

impl fmt::Display for WhatIf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for LockOut { dependency, at, outcome } in &self.lock_outs {
            let at = Moment::of(*at);
            writeln!(
                f,
                "locks out: \"{dependency}\" would be {outcome} from {at}, and could not repair the device"
            )?;
        }
        for other in &self.otherwise {
            write!(f, "{other}")?;
        }
        if self.more_otherwise {
            f.write_str("its settings files can be read in more ways than were judged\n")?;
        }
        for effect in &self.effects {
            writeln!(f, "{effect}")?;
        }
        if let Some(smaller) = &self.smaller {
            f.write_str("a smaller change that locks nothing out: ")?;
            for (index, change) in smaller.iter().enumerate() {
                write!(f, "{}{change}", if index == 0 { "" } else { ", then " })?;
            }
        }
        Ok(())
    }
}
