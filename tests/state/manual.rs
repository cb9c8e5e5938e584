//! The code in the manual's chapter on state is this code, and it keeps its promises with every refused state.

mod code {
    include!("manual/code.rs");

    use crate::banks::{add, fresh};
    use crate::refused_states::refusals;
    use std::cell::Cell;

    /// Two banks of memory; reading one of them may fail.
    struct Memory {
        banks: [Vec<u8>; 2],
        broken: Option<Bank>,
        full: Cell<bool>,
    }

    impl Flash for Memory {
        fn read(&self, bank: Bank) -> io::Result<Vec<u8>> {
            if self.broken == Some(bank) {
                return Err(io::Error::other("no answer"));
            }
            Ok(self.banks[usize::from(bank.code())].clone())
        }

        fn write(&mut self, bank: Bank, snapshot: &[u8]) -> io::Result<()> {
            if self.full.get() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.banks[usize::from(bank.code())] = snapshot.to_vec();
            Ok(())
        }
    }

    #[test]
    fn manual_contains_this_code() {
        let manual = include_str!("../../src/docs/state.md");
        let code = include_str!("manual/code.rs");
        assert!(manual.contains(&format!("```rust\n{code}")), "src/docs/state.md has other code");
    }

    #[test]
    fn code_of_the_manual_saves_what_the_next_start_loads() {
        for (why, a, b, limit, floor, word, _) in refusals() {
            let mut flash = Memory { banks: [a, b], broken: None, full: Cell::new(false) };
            let mut said = Vec::new();
            let factory = fresh(limit);
            let (mut store, mut banks) = start(&flash, &factory, floor, |text| said.push(text));
            assert_eq!(said.is_empty(), word == "no-snapshot", "{why}: {said:?}");
            add(&mut store, "Fresh");
            flash.full.set(true);
            assert!(save(&mut flash, &mut store, &mut banks).is_err(), "{why}: it is reported");
            flash.full.set(false);
            save(&mut flash, &mut store, &mut banks).unwrap();
            let restarted = start(&flash, &factory, floor, |text| panic!("{why}: {text}")).0;
            assert_eq!(restarted.snapshot(), store.snapshot(), "{why}");
        }
    }

    #[test]
    fn code_of_the_manual_reports_a_bank_that_cannot_be_read() {
        for broken in [Bank::A, Bank::B] {
            let mut store = fresh(10);
            add(&mut store, "Saved");
            let banks = [store.snapshot(), store.snapshot()];
            let flash = Memory { banks, broken: Some(broken), full: Cell::new(false) };
            let mut said = Vec::new();
            let (loaded, banks) = start(&flash, &fresh(10), 0, |text| said.push(text));
            assert_eq!(loaded.snapshot(), store.snapshot());
            assert_eq!(banks.next(), broken);
            assert_eq!(said.len(), 2, "{said:?}");
        }
    }
}
