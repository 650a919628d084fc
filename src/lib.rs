//! Denmark's register of health organisations as one GraphQL service.
//!
//! A request walks one way through the house, and the folders are its rooms:
//!
//! [`http`] → [`identity`] → [`schema`] → [`ownership`] → [`register`] → [`storage`] → [`events`]
//!
//! The door ([`http`]) knows the schema and nothing behind it. The [`schema`] is
//! thin: it reads and changes the [`register`], each read at one point of both
//! time axes, each change under a permit of [`ownership`]. [`image`] is the
//! register in memory, from which most reads are answered. [`history`] holds what versions mean, [`model`] the register's nouns. [`mail`] writes letters, [`webhook`] reaches receivers. [`import`] takes official
//! extracts in, [`follow`] keeps a copy of a register elsewhere, [`generate`] makes registers for tests, [`app`] puts it all together, and [`cli`] is what is called from outside.

// The graph's futures stand in one another, a level for each part of the root: an optimised build lays them all out.
#![recursion_limit = "512"]

pub mod app;
pub mod cli;
pub mod config;
pub mod events;
pub mod follow;
pub mod generate;
pub mod history;
pub mod http;
pub mod identity;
pub mod image;
pub mod import;
pub mod mail;
pub mod model;
pub mod ownership;
pub mod register;
pub mod schema;
pub mod storage;
pub mod webhook;
