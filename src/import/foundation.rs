//! The code lists and the geography that the program ships with.

use std::sync::Arc;

use crate::model::Revision;
use crate::ownership::Permit;
use crate::register::Register;

use super::parse::{Input, Mapping};
use super::{ImportError, Options, Silent, import};

const FILES: [(&str, &[u8]); 7] = [
    ("regions.csv", include_bytes!("../../data/geo/regions.csv")),
    ("municipalities.csv", include_bytes!("../../data/geo/municipalities.csv")),
    ("unit-types.csv", include_bytes!("../../data/codes/unit-types.csv")),
    ("specialities.csv", include_bytes!("../../data/codes/specialities.csv")),
    ("network-operators.csv", include_bytes!("../../data/codes/net-operators.csv")),
    ("organisational-levels.csv", include_bytes!("../../data/codes/organisational-levels.csv")),
    ("medcom-message-types.csv", include_bytes!("../../data/codes/medcom-message-types.csv")),
];

/// Lays the foundation of an empty register, as its first revision. A register
/// that holds anything is left as it is: its lists are its operator's.
pub async fn lay_foundation(register: &Register, permit: Permit) -> Result<Option<Revision>, ImportError> {
    if register.reader().head().await? > Revision(0) {
        return Ok(None);
    }
    let mapping = Mapping::default();
    let inputs = FILES.iter().map(|(name, bytes)| Input::from_bytes(name, bytes, &mapping));
    let inputs = inputs.collect::<Result<Vec<_>, _>>()?;
    let outcome = import(register, permit, inputs, &Options::default(), Arc::new(Silent)).await?;
    Ok(outcome.revision)
}
