use crate::identity::Actor;
use crate::model::{Grant, Party, Role};
use crate::ownership::{Action, Asked, Matter, Part, decide};
use crate::register::{Numbered, Register, RegisterError};

use super::AppError;

/// Appoints the first local user administrator of the authority: the one right that
/// nobody in the register can give. Whoever runs the service gives it.
pub async fn appoint(
    register: &Register,
    subject: String,
    name: Option<String>,
    email: Option<String>,
) -> Result<(), AppError> {
    let on = Matter::of_parties(Part::FirstAdministrator, "the authority", vec![Party::Authority]);
    let permit = decide(&Actor::operator(), "APPOINT_ADMINISTRATOR", None, &[Asked::new(Action::Create, on)])
        .map_err(RegisterError::from)?;
    let mut change = register.begin(permit).await?;
    let today = change.today();
    let reader = change.reader();
    let known = reader.grants_in_role(change.revision(), Role::LocalAdministrator, &[Party::Authority]).await;
    drop(reader);
    if known.map_err(RegisterError::from)?.iter().any(|grant| grant.valid_to.is_none_or(|to| to >= today)) {
        change.roll_back().await.map_err(RegisterError::from)?;
        return Err(AppError::HasAdministrator);
    }
    let grant = Grant {
        id: change.next_id(Numbered::AccessGrant).await.map_err(RegisterError::from)?,
        subject,
        name,
        email,
        organisation: Party::Authority,
        role: Role::LocalAdministrator,
        scope: None,
        valid_from: today,
        valid_to: None,
        granted_by: "operator".to_owned(),
    };
    change.put_grants(&[], vec![grant]).await.map_err(RegisterError::from)?;
    let summary = "Appointed the first local user administrator of the authority".to_owned();
    change.commit(summary).await.map_err(RegisterError::from)?;
    Ok(())
}
