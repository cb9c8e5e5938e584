//! Memory stays below 1.5 times the file and time grows with its size, whatever a list of revoked certificates
//! holds.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

mod support;

use peak_alloc::PeakAlloc;
use support::crl::crl;
use support::der;
use support::pem::pem;
use trustslot::Crl;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Beside 1.5 times the file: buffers of fixed size.
const ALLOWANCE: usize = 64 * 1024;

const MEGABYTE: usize = 1 << 20;

/// One test, because the allocator counts for all threads together.
#[test]
fn memory_and_time_are_bounded() {
    for (why, loads, file) in FILES {
        for size in [5_000, 100_000, MEGABYTE, 5 * MEGABYTE] {
            let bytes = file(size);
            assert!(bytes.len() <= size, "{why}");
            let before = HEAP.current_usage();
            HEAP.reset_peak_usage();
            let answer = Crl::parse(&bytes);
            let peak = HEAP.peak_usage() - before;
            let said = answer.as_ref().err().map(ToString::to_string);
            assert_eq!(answer.is_ok(), *loads, "{why}, {size} bytes: {said:?}");
            drop(answer);
            let most = bytes.len() / 2 * 3 + ALLOWANCE;
            assert!(
                peak <= most,
                "{why}, {size} bytes: {peak} instead of {most}"
            );
        }
        // What is quadratic takes 25 times as long in every round; a machine that does other work does not
        // disturb every one of them.
        let (small, large) = (file(MEGABYTE), file(5 * MEGABYTE));
        let round = || seconds(&large) <= 6.0 * seconds(&small) + 0.05;
        assert!(
            (0..8).any(|_| round()),
            "{why}: time grows faster than the file"
        );
    }
}

type File = (&'static str, bool, fn(usize) -> Vec<u8>);

const FILES: &[File] = &[
    ("entries in order", true, |size| list(size, |n| n)),
    ("entries in reverse", true, |size| {
        list(size, |n| u32::MAX - n)
    }),
    ("entries in no order", true, |size| {
        list(size, |n| n.wrapping_mul(2_654_435_761))
    }),
    ("one entry again and again", true, |size| list(size, |_| 7)),
    ("entries as text", true, |size| {
        pem("X509 CRL", &list(size / 100 * 73 - 100, |n| n)).into()
    }),
    ("text before the list", true, |size| {
        let mut file = vec![b'\n'; size / 2];
        file.extend(pem("X509 CRL", &list(size / 200 * 73 - 100, |n| n)).as_bytes());
        file
    }),
    ("BEGIN lines", false, |size| {
        "-----BEGIN X509 CRL-----\n".repeat(size / 25).into()
    }),
    ("dashes", false, |size| vec![b'-'; size]),
    ("zeros", false, |size| vec![0; size]),
    ("one block of one letter", false, |size| {
        pem("X509 CRL", &vec![0; size / 100 * 73 - 100]).into()
    }),
    ("entries that are empty", false, |size| {
        let entries = der::tlv(0x30, &[]).repeat((size - 500) / 2);
        crl_with(entries)
    }),
];

/// A list of so many octets at most, whose n-th entry has this serial number.
fn list(size: usize, serial: fn(u32) -> u32) -> Vec<u8> {
    const EACH: usize = 24;
    let count = u32::try_from((size - 500) / EACH).unwrap();
    let date = der::utc_time("260401000000Z");
    let mut entries = Vec::with_capacity(size);
    for n in 0..count {
        let serial = serial(n).to_be_bytes();
        let serial = [[0x40].as_slice(), &serial].concat();
        entries.extend(der::seq(&[&der::tlv(der::INTEGER, &serial), &date]));
    }
    crl_with(entries)
}

/// Written around entries that are already written, because the factory keeps each by itself.
fn crl_with(entries: Vec<u8>) -> Vec<u8> {
    let ca = support::root("Test CA").self_signed();
    crl().entry_raw(entries).signed_by(&ca)
}

#[expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "time is what is measured"
)]
fn seconds(bytes: &[u8]) -> f64 {
    let run = |_| {
        let start = std::time::Instant::now();
        let answer = Crl::parse(bytes);
        let taken = start.elapsed().as_secs_f64();
        drop(answer);
        taken
    };
    (0..3).map(run).fold(f64::INFINITY, f64::min)
}
