use super::*;

mod addresses;
mod signatures;
