//! The promises of the service, one file each, against real databases and a real server.

mod cases;
mod commands;
mod concurrency;
mod directory;
mod entities;
mod graph;
mod guide;
mod history;
mod house;
mod http;
mod identifiers;
mod import;
mod import_changes;
mod import_refusals;
mod mail;
mod matrix;
mod paging;
mod past;
mod published;
mod reorganise;
mod samples;
mod search;
mod sign_in;
mod statements;
mod support;
mod verify;
