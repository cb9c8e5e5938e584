//! Fleets: every answer equals that of each model alone, and a suggestion that is obeyed helps.

mod answers;
mod lists;
mod models;
mod progress;
mod question;
mod readings;
mod report;
mod seen;
mod suggestions;
