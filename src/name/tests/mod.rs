//! Rules as rows: what is presented, whom we meant, the answer, and why.
#![allow(clippy::too_many_lines, reason = "a table stands in one place")]

mod reference;
