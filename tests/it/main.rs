//! The promises of the service, one file each, against real databases and a real server.

// Optimised (`--release`), the layout of a request's nested futures is worked out here, too.
#![recursion_limit = "512"]

mod answer_cache;
mod bench;
mod caching;
mod cases;
mod changes;
mod commands;
mod concurrency;
mod contract;
mod directory;
mod entities;
mod errors;
mod federation;
mod follow;
mod graph;
mod guide;
mod history;
mod house;
mod http;
mod identifiers;
mod image;
mod import;
mod import_changes;
mod import_refusals;
mod killed;
mod limits;
mod long_answers;
mod mail;
mod matrix;
mod moved_numbers;
mod names;
mod paging;
mod past;
mod persisted;
mod plans;
mod published;
mod rates;
mod reorganise;
mod samples;
mod search;
mod sign_in;
mod sockets;
mod statements;
mod support;
mod taken_back;
mod two_nodes;
mod verify;
mod webhook_addresses;
mod webhooks;
