//! The bytes of an input as choices.

use core::ffi::{CStr, c_char};
use core::ptr::null;
use trustslot::capi::CClock;

/// Files that the calls may pass; the rest of the input is another one.
const FILES: &[&[u8]] = &[
    include_bytes!("../../../examples/data/pbx-identity.pem"),
    include_bytes!("../../../examples/data/stackexchange-2021.pem"),
    include_bytes!("../../../examples/data/fleet/vendor.pem"),
    include_bytes!("../../../examples/data/phones.crl"),
    include_bytes!("../../../examples/data/phone.der"),
];
const NAMES: &[&CStr] =
    &[c"a.pem", c"b.cer", c"c.der", c"pbx.example.com", c"192.0.2.1", c"", c"\xff:1"];

pub struct Script<'a>(pub &'a [u8]);

impl<'a> Script<'a> {
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub fn choice(&mut self) -> usize {
        self.byte().unwrap_or(0).into()
    }

    /// Mostly a small number, as the constants are.
    pub fn number(&mut self) -> u32 {
        match self.choice() {
            255 => u32::MAX,
            254 => 1 << 31,
            253 => 256,
            small => u32::try_from(small % 16).unwrap_or(0),
        }
    }

    pub fn file(&mut self) -> &'a [u8] {
        let choice = self.choice();
        FILES.get(choice % 8).copied().unwrap_or_else(|| &self.0[..self.0.len().min(choice)])
    }

    pub fn name(&mut self) -> *const c_char {
        NAMES.get(self.choice() % 8).map_or(null(), |name| name.as_ptr())
    }

    pub fn clock(&mut self) -> CClock {
        let quality = self.number() % 4;
        let seconds = [0, 1_642_204_800, 1_780_272_000, u64::MAX][self.choice() % 4];
        CClock { seconds, quality, reserved: u32::from(self.choice() == 1) }
    }

    /// What every call may use, in this order.
    pub fn arguments(&mut self) -> Arguments<'a> {
        Arguments {
            file: self.file(),
            name: self.name(),
            number: self.number(),
            clock: self.clock(),
            index: self.choice(),
        }
    }
}

/// The arguments of a call.
pub struct Arguments<'a> {
    pub file: &'a [u8],
    pub name: *const c_char,
    pub number: u32,
    pub clock: CClock,
    pub index: usize,
}
