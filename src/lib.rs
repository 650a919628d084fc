//! Denmark's register of health organisations as one GraphQL service.

pub mod history;
pub mod identity;
pub mod model;
pub mod ownership;
pub mod register;
pub mod storage;
