use crate::config::{Settings, SettingsError, entries};
use crate::register::Rules;
use crate::webhook::{Guard, Network};

/// The register's rules as the settings have them.
pub fn rules(settings: &Settings) -> Result<Rules, SettingsError> {
    let (first_gln_body, last_gln_body) = settings.gln_bodies()?;
    Ok(Rules {
        lead_days_new: settings.lead_days_new,
        lead_days_change: settings.lead_days_change,
        lead_days_planned: settings.lead_days_planned,
        first_gln_body,
        last_gln_body,
        first_sor_serial: settings.sor_first_serial,
        answer_working_days: settings.order_working_days,
        most_coordinators: settings.most_coordinators,
        idempotency_days: settings.idempotency_days,
        main_speciality: settings.main_speciality.clone(),
        special_unit_types: entries(&settings.special_unit_types),
        special_systems: entries(&settings.special_systems),
        roles_from_tokens: !settings.roles_claim.is_empty(),
        public_url: settings.public_url.clone(),
        authority_email: settings.authority_email.clone(),
        most_webhooks: settings.webhook_most,
        webhook_guard: Guard::new(networks(settings)?),
    })
}

fn networks(settings: &Settings) -> Result<Vec<Network>, SettingsError> {
    let read = |entry: &String| {
        entry.parse().map_err(|must| SettingsError::OutOfRange {
            setting: "webhook_allowed_networks",
            value: format!("\"{entry}\""),
            must,
        })
    };
    entries(&settings.webhook_allowed_networks).iter().map(read).collect()
}
