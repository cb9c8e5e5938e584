//! An empty program: the size that every Rust program has.

fn main() {}
