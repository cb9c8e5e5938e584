//! Sequences of calls for the target `capi`.

/// A call: its number, and what it uses: file, name, number, clock (quality, time, reserved), index.
type Call = [u8; 8];

const ANY: [u8; 3] = [0, 0, 0];
/// A clock that is set.
const NOW: [u8; 3] = [1, 2, 0];

const fn call(choice: u8, file: u8, name: u8, number: u8, clock: [u8; 3], index: u8) -> Call {
    let [quality, time, reserved] = clock;
    [choice, file, name, number, quality, time, reserved, index]
}

pub fn sequences() -> Vec<(&'static str, Vec<u8>)> {
    let vendor = [call(0, 0, 0, 0, ANY, 10), call(1, 2, 0, 0, ANY, 0)];
    let verifier = call(9, 0, 0, 0, ANY, 0);
    let presents = |calls: &[Call]| {
        // The call that presents reads the side of TLS after its arguments.
        let mut bytes = calls.as_flattened().to_vec();
        bytes.push(0);
        bytes
    };
    let flat = |calls: &[&[Call]]| calls.concat().as_flattened().to_vec();
    vec![
        (
            "store_state",
            flat(&[&[
                call(2, 2, 0, 0, ANY, 10), // the vendor's CA is built in
                call(3, 0, 0, 0, NOW, 0),
                call(5, 0, 0, 0, ANY, 0),
                call(6, 0, 0, 0, ANY, 0), // and is disabled
                call(7, 0, 0, 0, ANY, 0),
                call(23, 0, 0, 0, ANY, 0),
                call(0, 0, 0, 0, ANY, 10), // the next firmware does not have it
                call(7, 0, 0, 0, ANY, 0),
                call(8, 0, 0, 0, ANY, 0),
            ]]),
        ),
        (
            "verdict",
            flat(&[&vendor, &[verifier, call(13, 4, 3, 0, NOW, 1), call(14, 0, 0, 0, ANY, 0)]]),
        ),
        (
            "device",
            flat(&[
                &vendor,
                &[
                    verifier,
                    call(10, 3, 0, 0, ANY, 0),
                    call(11, 1, 0, 0, ANY, 0),
                    call(15, 4, 0, 0, NOW, 0),
                    call(12, 4, 2, 0, ANY, 0),
                    call(15, 4, 0, 0, NOW, 0),
                ],
            ]),
        ),
        (
            "slot",
            presents(&[
                call(19, 0, 0, 0, ANY, 0),
                call(17, 0, 0, 0, ANY, 0),
                call(26, 0, 0, 0, NOW, 0),
                call(20, 0, 0, 2, ANY, 0),
                call(24, 0, 0, 0, ANY, 0),
                call(23, 0, 0, 1, ANY, 0),
                call(25, 0, 0, 0, ANY, 0),
                call(22, 0, 0, 1, ANY, 0),
            ]),
        ),
        (
            "handle",
            presents(&[
                call(19, 0, 0, 0, ANY, 0),
                call(18, 2, 0, 0, ANY, 5),
                call(26, 0, 0, 0, NOW, 0),
                call(20, 0, 0, 2, ANY, 0),
                call(4, 0, 0, 0, NOW, 0),
                call(5, 0, 0, 0, ANY, 0),
                call(22, 0, 0, 1, ANY, 0),
            ]),
        ),
    ]
}
