//! Fleets: every answer equals that of each model alone, and a suggestion that is obeyed helps.

mod answers;
mod models;
mod question;
mod report;
mod seen;
mod suggestions;
