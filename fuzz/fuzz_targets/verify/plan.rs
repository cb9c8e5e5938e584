//! The choices in the first bytes of an input.

use trustslot::{Check, Clock, NameRules, Policy, Profile, TrustSource};
use trustslot_fuzz::support::NOW;

/// The choices in the first bytes of an input.
pub struct Plan {
    pub policy: Policy,
    pub clock: Clock,
    pub usage: Usage,
    pub reference: usize,
    /// For each certificate one bit: whether it is uploaded, supplied as an intermediate, signed again.
    pub uploaded: u8,
    pub supplied: u8,
    pub signed: u8,
    pub built_in: bool,
    pub disabled: bool,
    /// Whether unreadable certificates are omitted. Otherwise the whole chain is unreadable.
    pub lenient: bool,
    pub other: usize,
}

#[derive(Clone, Copy)]
pub enum Usage {
    Server,
    AnyServer,
    Client,
}

impl Plan {
    pub const BYTES: usize = 8;

    pub fn read(
        [waived, rules, time, reference, uploaded, supplied, signed, flags]: [u8; 8],
    ) -> Self {
        let mut policy = Policy::STRICT;
        for (bit, check) in CHECKS.into_iter().enumerate() {
            if waived >> bit & 1 == 1 {
                policy = policy.waive(check);
            }
        }
        policy = policy.with_source(match waived >> 6 {
            0 => TrustSource::BuiltIn,
            1 => TrustSource::Custom,
            _ => TrustSource::All,
        });
        policy = policy.with_name_rules(match rules & 3 {
            0 => NameRules::Rfc2818,
            1 => NameRules::Rfc6125,
            2 => NameRules::Rfc9525,
            _ => NameRules::Rfc5922,
        });
        if rules & 4 != 0 {
            policy = policy.with_profile(Profile::PublicWeb);
        }
        let usage = match rules >> 3 & 3 {
            0 | 1 => Usage::Server,
            2 => Usage::AnyServer,
            _ => Usage::Client,
        };
        let seconds = TIMES[usize::from(time & 15)];
        let clock = match time >> 6 {
            0 | 1 => Clock::set(seconds),
            2 => Clock::at_least(seconds),
            _ => Clock::Unset,
        };
        Self {
            policy,
            clock,
            usage,
            reference: usize::from(reference) % REFERENCES.len(),
            uploaded,
            supplied,
            signed,
            built_in: flags & 1 == 0,
            disabled: flags & 2 != 0,
            lenient: flags & 4 != 0,
            other: usize::from(flags >> 3),
        }
    }
}

pub const CHECKS: [Check; 6] =
    [Check::Path, Check::Validity, Check::AnchorValidity, Check::Clock, Check::Usage, Check::Name];

pub const REFERENCES: [&str; 8] = [
    "phone.example.com",
    "example.com",
    "a.example.com",
    "evil.example.com",
    "192.0.2.1",
    "2001:db8::7",
    "x",
    "xn--caf-dma.example.com",
];

const TIMES: [u64; 16] = [
    NOW,
    NOW - 1,
    NOW + 1,
    0,
    1,
    1_577_836_799,
    1_577_836_800, // 2020-01-01, when most certificates become valid
    2_208_988_800, // 2040-01-01, when they expire
    2_208_988_801,
    (1 << 31) - 1,
    1 << 31,
    (1 << 32) - 1,
    1 << 32,
    253_402_300_799, // the end of 9999
    253_402_300_800,
    u64::MAX,
];
