use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::BoxFuture;

use super::AppError;
use crate::config::Settings;
use crate::events::{Delivery, send_to_webhooks};
use crate::register::Register;
use crate::webhook::{Courier, CourierError, Schedule, SystemNames, fresh_name};

/// Deliveries to webhooks, for as long as the server runs.
pub fn webhooks(settings: &Settings, register: Register) -> Result<BoxFuture<'static, ()>, AppError> {
    let root = &settings.webhook_root_certificate;
    let root = (!root.is_empty()).then(|| Path::new(root));
    let seconds = settings.webhook_timeout_seconds;
    let guard = register.rules().webhook_guard.clone();
    let patience = Duration::from_secs(u64::from(seconds));
    let courier = Courier::new(guard, Arc::new(SystemNames), patience, root)?;
    let delivery = Delivery {
        courier,
        schedule: Schedule::new(&settings.webhook_waits()?),
        patience: TimeDelta::seconds(i64::from(seconds)),
        pause_after: TimeDelta::days(i64::from(settings.webhook_pause_days)),
        node: fresh_name().ok_or(CourierError::NoRandomNumbers)?,
    };
    Ok(Box::pin(send_to_webhooks(register, delivery)))
}
