//! Sets of kinds of names.

/// Kinds of names: bit n stands for the n-th kind of `GeneralName`, the number of its tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NameKinds(u16);

impl NameKinds {
    pub(super) const MAIL: Self = Self(1 << 1);
    pub(super) const DNS: Self = Self(1 << 2);
    pub(super) const DIRECTORY: Self = Self(1 << 4);
    pub(super) const URI: Self = Self(1 << 6);
    pub(super) const IP: Self = Self(1 << 7);

    pub(super) const fn of_tag(tag: u8) -> Self {
        Self(1 << (tag & 0x0f))
    }

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn has(self, kinds: Self) -> bool {
        self.0 & kinds.0 != 0
    }

    /// Whether mail addresses are among them.
    pub(crate) const fn has_mail(self) -> bool {
        self.has(Self::MAIL)
    }

    /// Whether directory names are among them.
    pub(crate) const fn has_directory(self) -> bool {
        self.has(Self::DIRECTORY)
    }

    /// The names of the kinds, for people.
    pub(crate) fn words(self) -> impl Iterator<Item = &'static str> {
        const WORDS: [&str; 9] = [
            "other names",
            "mail addresses",
            "DNS names",
            "X.400 addresses",
            "directory names",
            "EDI party names",
            "URIs",
            "IP addresses",
            "registered identifiers",
        ];
        WORDS
            .into_iter()
            .zip(0_u8..)
            .filter(move |(_, tag)| self.has(Self::of_tag(*tag)))
            .map(|(words, _)| words)
    }
}
