//! Secrets, and where they are in memory.

/// How many consecutive bytes of a secret count as a find.
pub const WINDOW: usize = 8;

/// All windows of some secrets.
#[derive(Debug)]
pub(crate) struct Secrets {
    sorted: Vec<u64>,
    /// A bit for each hash that a window has, so that most memory is not compared.
    filter: Vec<bool>,
}

impl Secrets {
    /// The windows as they are, backwards, and with the bytes of each 32-bit word backwards, as SHA-256 loads its input.
    pub(crate) fn new(secrets: &[Vec<u8>]) -> Self {
        let mut sorted = Vec::new();
        for window in secrets.iter().flat_map(|secret| secret.windows(WINDOW)) {
            let number = number(window);
            // Padding is not secret.
            if number != number.rotate_left(8) {
                let backwards = number.swap_bytes();
                sorted.extend([number, backwards, backwards.rotate_left(32)]);
            }
        }
        sorted.sort_unstable();
        sorted.dedup();
        let mut filter = vec![false; 1 << FILTER_BITS];
        for number in &sorted {
            filter[hash(*number)] = true;
        }
        Self { sorted, filter }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// The offsets in `bytes` at which a window begins.
    pub(crate) fn places_in(&self, bytes: &[u8]) -> impl Iterator<Item = usize> {
        bytes.windows(WINDOW).enumerate().filter_map(|(at, window)| {
            let number = number(window);
            (self.filter[hash(number)] && self.sorted.binary_search(&number).is_ok()).then_some(at)
        })
    }
}

fn number(window: &[u8]) -> u64 {
    u64::from_ne_bytes(window.try_into().unwrap())
}

fn hash(number: u64) -> usize {
    usize::try_from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - FILTER_BITS)).unwrap()
}

const FILTER_BITS: u32 = 20;
