//! A device with one state and two flash banks, and the model of what it has.

use crate::flash::{BankOf, Content, Write};
use std::fmt::Debug;
use trustslot::{Bank, Banks, SnapshotError};
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::forest;
use trustslot_fuzz::sealed::in_next_format;

/// A state that is saved, and its model.
pub trait State: Sized {
    type Model: Clone + Debug + Default + PartialEq;
    /// What the firmware decides.
    type Firmware: Clone + Debug + Default;

    fn new(firmware: &Self::Firmware) -> Self;
    fn load(
        firmware: &Self::Firmware,
        a: Option<&[u8]>,
        b: Option<&[u8]>,
        floor: u64,
    ) -> (Banks<Self>, Result<Self, SnapshotError>);
    fn save<E>(
        &mut self,
        banks: &mut Banks<Self>,
        with_keys: bool,
        write: impl FnMut(Bank, &[u8]) -> Result<(), E>,
    ) -> Result<(), E>;
    fn generation(&self) -> u64;
    /// A snapshot of the other kind of state.
    fn of_other_kind() -> Vec<u8>;
    /// A firmware with this number.
    fn firmware(number: u8) -> Self::Firmware;

    /// Makes a change, on the state and on the model. Returns whether the model says that it is a change.
    fn change(&mut self, model: &mut Self::Model, firmware: &Self::Firmware, step: [u8; 2])
    -> bool;
    /// What the state shows of itself, to compare it with what the model shows.
    fn view(&self, firmware: &Self::Firmware) -> Self::Model;
    /// What this firmware shows of the model.
    fn seen(model: &Self::Model, firmware: &Self::Firmware) -> Self::Model;
    /// The model of what is in a snapshot.
    fn saved(model: &Self::Model, with_keys: bool) -> Self::Model;
    /// Whether the firmware accepts this state.
    fn fits(model: &Self::Model, firmware: &Self::Firmware) -> bool;
}

pub struct Device<S: State> {
    state: S,
    model: S::Model,
    banks: Banks<S>,
    flash: [BankOf<S::Model>; 2],
    /// What the last start loaded. It may be stale, if a bank could not be read then.
    loaded: Option<Content<S::Model>>,
    firmware: S::Firmware,
    /// The oldest generation to accept, which only grows.
    floor: u64,
}

impl<S: State> Device<S> {
    pub fn new() -> Self {
        let firmware = S::Firmware::default();
        let (banks, restored) = S::load(&firmware, Some(&[]), Some(&[]), 0);
        assert!(matches!(restored, Err(SnapshotError::NoSnapshot)), "the first start");
        Self {
            state: S::new(&firmware),
            model: S::Model::default(),
            banks,
            flash: [BankOf::erased(), BankOf::erased()],
            loaded: None,
            firmware,
            floor: 0,
        }
    }

    pub fn step(&mut self, [op, argument]: [u8; 2]) {
        let bank = usize::from(argument & 1);
        match op {
            0..=199 => self.change([op, argument]),
            200..=214 => self.save(argument & 1 == 0, argument & 2 != 0),
            // Power fails in the first or the second write, and the device starts again.
            215..=224 => {
                self.save_torn(argument, op == 224);
                self.restart([false; 2]);
            }
            // The first write fails, and the device goes on.
            225..=227 => self.save_torn(argument, false),
            228..=233 => self.restart([false; 2]),
            // A bank that the driver cannot read.
            234..=235 => self.restart([bank == 0, bank == 1]),
            236..=238 => {
                self.firmware = S::firmware(argument);
                self.restart([false; 2]);
            }
            239..=240 => {
                self.floor = self.floor.max(self.newest_generation());
                self.restart([false; 2]);
            }
            _ => {
                self.interfere(op, bank, usize::from(argument >> 1));
                self.restart([false; 2]);
            }
        }
    }

    /// Whatever happened, what is saved now is what the next start loads.
    pub fn finish(mut self) {
        self.save(true, true);
        self.restart([false; 2]);
    }

    fn change(&mut self, step: [u8; 2]) {
        let before = self.state.generation();
        let changed = self.state.change(&mut self.model, &self.firmware, step);
        let after = self.state.generation();
        assert_eq!(after > before, changed, "generation {before}, then {after}: {step:?}");
        self.check_view();
    }

    fn check_view(&self) {
        let seen = S::seen(&self.model, &self.firmware);
        assert_eq!(self.state.view(&self.firmware), seen);
    }

    fn save(&mut self, with_keys: bool, erases: bool) {
        let outcome = self.write(with_keys, erases, |_| Write::Whole);
        assert_eq!(outcome, Ok(()));
        let saved = S::saved(&self.model, with_keys);
        let Ok(bank) = self.expected([false; 2]) else {
            panic!("what was saved is not loaded");
        };
        assert_eq!(self.flash[bank].content, self.content(saved), "a stale state is loaded");
        assert_eq!(self.banks.newest(), Some(BANKS[bank]));
        self.check_load([false; 2]);
    }

    /// The same, but a write ends too early.
    fn save_torn(&mut self, argument: u8, in_second: bool) {
        let content =
            |device: &Self| device.expected([false; 2]).ok().map(|bank| device.content_of(bank));
        let before = content(self);
        let with_keys = argument & 1 == 0;
        let count = usize::from(argument >> 2) * 29;
        let outcome = self.write(with_keys, argument & 2 != 0, |number| {
            if number == usize::from(in_second) { Write::Torn(count) } else { Write::Whole }
        });
        // Often there is no second write.
        assert!(in_second || outcome.is_err());
        let saved = self.content(S::saved(&self.model, with_keys));
        if let Some(after) = content(self) {
            let known = [Some(saved), before, self.loaded.clone()];
            assert!(known.contains(&Some(after)), "a stale state is loaded");
        }
        self.check_load([false; 2]);
    }

    fn write(
        &mut self,
        with_keys: bool,
        erases: bool,
        how: impl Fn(usize) -> Write,
    ) -> Result<(), &'static str> {
        let model = S::saved(&self.model, with_keys);
        let least = self.state.generation();
        let mut number = 0;
        let flash = &mut self.flash;
        let outcome = self.state.save(&mut self.banks, with_keys, |bank, snapshot| {
            let generation = generation_in(snapshot);
            assert!(generation >= least);
            let content = Content::State { generation, model: model.clone() };
            let how = how(number);
            number += 1;
            flash[usize::from(bank.code())].write(snapshot, &content, erases, how)
        });
        assert!(number <= 2);
        outcome
    }

    fn content_of(&self, bank: usize) -> Content<S::Model> {
        self.flash[bank].content.clone()
    }

    fn content(&self, model: S::Model) -> Content<S::Model> {
        Content::State { generation: self.state.generation(), model }
    }

    fn newest_generation(&self) -> u64 {
        let number = |bank: &BankOf<S::Model>| match bank.content {
            Content::State { generation, .. } => generation,
            _ => 0,
        };
        self.flash.iter().map(number).max().unwrap_or(0)
    }

    /// The bank that is loaded, by the contents of both, if these cannot be read.
    fn expected(&self, failing: [bool; 2]) -> Result<usize, ()> {
        let content = |bank: usize| match &self.flash[bank].content {
            _ if failing[bank] => &Content::Damaged,
            content => content,
        };
        let bank = match (content(0), content(1)) {
            (Content::Unreadable, _) | (_, Content::Unreadable) => return Err(()),
            (Content::State { generation: a, .. }, Content::State { generation: b, .. }) => {
                usize::from(b > a)
            }
            (Content::State { .. }, _) => 0,
            (_, Content::State { .. }) => 1,
            _ => return Err(()),
        };
        match content(bank) {
            Content::State { generation, model }
                if *generation >= self.floor && S::fits(model, &self.firmware) =>
            {
                Ok(bank)
            }
            _ => Err(()),
        }
    }

    /// Requires that a start loads what the model expects, and says the truth about the banks.
    fn check_load(&self, failing: [bool; 2]) -> (Banks<S>, Option<(S, S::Model)>) {
        let bytes = |bank: usize| (!failing[bank]).then_some(&self.flash[bank].cells[..]);
        let (banks, restored) = S::load(&self.firmware, bytes(0), bytes(1), self.floor);
        let expected = self.expected(failing);
        let restored = match (restored, expected) {
            (Ok(state), Ok(bank)) => {
                let Content::State { generation, model } = self.flash[bank].content.clone() else {
                    unreachable!("a state is expected");
                };
                assert!(state.generation() == generation);
                let seen = S::seen(&model, &self.firmware);
                assert_eq!(state.view(&self.firmware), seen, "another state is loaded");
                assert_eq!(banks.newest(), Some(BANKS[bank]));
                let other = 1 - bank;
                let is_damaged = failing[other] || self.flash[other].content == Content::Damaged;
                assert_eq!(banks.other_error().is_some(), is_damaged);
                Some((state, model))
            }
            (Err(error), Err(())) => {
                assert_fit(&error.to_string(), SENTENCE);
                let is_first =
                    (0..2).all(|bank| !failing[bank] && self.flash[bank].content == Content::Empty);
                assert_eq!(error == SnapshotError::NoSnapshot, is_first, "{error}");
                None
            }
            (restored, expected) => {
                panic!("{:?} instead of {expected:?}", restored.map(|state| state.generation()))
            }
        };
        (banks, restored)
    }

    /// Starts again. After an error the device begins anew.
    fn restart(&mut self, failing: [bool; 2]) {
        let (banks, restored) = self.check_load(failing);
        self.banks = banks;
        self.loaded = self.expected(failing).ok().map(|bank| self.content_of(bank));
        (self.state, self.model) =
            restored.unwrap_or_else(|| (S::new(&self.firmware), S::Model::default()));
        self.check_view();
    }

    /// Something other than this firmware writes a bank.
    fn interfere(&mut self, op: u8, bank: usize, argument: usize) {
        let snapshot = forest::elements(&self.flash[bank].cells).first().map(|one| one.to_vec());
        let is_state = matches!(self.flash[bank].content, Content::State { .. });
        let state = snapshot.filter(|_| is_state);
        match (op % 5, state) {
            (0, _) => self.flash[bank] = BankOf::erased(),
            (1, Some(snapshot)) => self.flash[bank].damage(snapshot.len(), argument * 31),
            (2, Some(snapshot)) => {
                self.flash[bank].replace(&in_next_format(&snapshot), Content::Unreadable);
            }
            (3, _) => self.flash[bank].replace(&S::of_other_kind(), Content::Unreadable),
            (4, _) => self.flash[1 - bank] = self.flash[bank].clone(),
            _ => {}
        }
    }
}

/// The number is the fourth element.
fn generation_in(snapshot: &[u8]) -> u64 {
    let number = forest::inside(snapshot).get(3).and_then(|element| forest::split(element));
    let (_, bytes, _) = number.expect("a snapshot");
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

const BANKS: [Bank; 2] = [Bank::A, Bank::B];
