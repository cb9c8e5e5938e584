//! Two banks of flash, and what is in them.

/// The cells of a bank, in bytes: more than any snapshot here has.
const CELLS: usize = 8 * 1024;

/// What is in a bank, for the model.
#[derive(Clone, Debug, PartialEq)]
pub enum Content<Model> {
    Empty,
    /// Nothing that can be loaded.
    Damaged,
    /// An intact snapshot that this firmware cannot read.
    Unreadable,
    State {
        generation: u64,
        model: Model,
    },
}

/// One bank: its cells, and what the model says about them.
#[derive(Clone, Debug)]
pub struct BankOf<Model> {
    pub cells: Vec<u8>,
    pub content: Content<Model>,
}

/// How a write ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Write {
    Whole,
    /// After so many bytes. A bank that was not erased gets none, or at least the name of the format: flash is written
    /// page by page.
    Torn(usize),
}

impl<Model: Clone> BankOf<Model> {
    pub fn erased() -> Self {
        Self { cells: vec![0xff; CELLS], content: Content::Empty }
    }

    /// Writes the snapshot of this state, perhaps after erasing the bank, as flash that is not emulated needs it.
    pub fn write(
        &mut self,
        snapshot: &[u8],
        state: &Content<Model>,
        erases: bool,
        how: Write,
    ) -> Result<(), &'static str> {
        assert!(snapshot.len() <= CELLS, "{} bytes", snapshot.len());
        let before = self.cells.clone();
        if erases {
            self.cells.fill(0xff);
        }
        let (count, answer) = match how {
            Write::Whole => (snapshot.len(), Ok(())),
            Write::Torn(0) => (0, Err("torn")),
            Write::Torn(count) => {
                let least = if erases { 1 } else { HEAD };
                ((count % (snapshot.len() + 1)).max(least), Err("torn"))
            }
        };
        self.cells[..count].copy_from_slice(&snapshot[..count]);
        self.content = if self.cells.starts_with(snapshot) {
            state.clone()
        } else if self.cells == before {
            return answer;
        } else if erases && count == 0 {
            Content::Empty
        } else {
            Content::Damaged
        };
        answer
    }

    /// Something else wrote these bytes.
    pub fn replace(&mut self, bytes: &[u8], content: Content<Model>) {
        self.cells.fill(0xff);
        self.cells[..bytes.len()].copy_from_slice(bytes);
        self.content = content;
    }

    /// Flips a bit behind the name of the format, in a bank that holds a snapshot of this size.
    pub fn damage(&mut self, size: usize, at: usize) {
        let at = HEAD + at % (size - HEAD);
        self.cells[at] ^= 1 << (at & 7);
        self.content = Content::Damaged;
    }
}

/// The header of a snapshot and the name of its format. Without them, nothing says that a snapshot was ever there.
const HEAD: usize = 15;
