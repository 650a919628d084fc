//! What a location number receives and sends (meddelelsestyper).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::numbers::{changeable, number};
use super::{Done, RecordKey, Verb};
use crate::identity::Caller;
use crate::model::{Direction, Gln, MessageTypeKey};
use crate::ownership::{Action, Asked, Part};
use crate::register::message_type_setting::{Mode, Setting, Wanted, set};
use crate::register::{Change, Draft, FaultCode, Faults, Rules, Stop};

/// How the types given go together with those that the number has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SettingMode {
    /// The number has these and no others.
    Replace,
    /// The number has these, too.
    Add,
    /// The number has these no more.
    Remove,
}

/// A message type in one direction.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WantedType {
    /// Format, type and version, as `FORMAT/TYPE/VERSION`.
    pub message_type: MessageTypeKey,
    /// Receives or sends.
    pub direction: Direction,
}

/// Sets the message types of a location number from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetMessageTypes {
    /// The number.
    pub gln: Gln,
    /// How.
    pub mode: SettingMode,
    /// The types.
    pub types: Vec<WantedType>,
    /// The first day.
    pub valid_from: NaiveDate,
}

/// Most types that one command names.
const MOST: usize = 500;

impl Verb for SetMessageTypes {
    fn name(&self) -> &'static str {
        "SET_MESSAGE_TYPES"
    }

    fn check(&self, _: &Rules, faults: &mut Faults) {
        let many = self.types.len() > MOST;
        faults.when(many, FaultCode::BadValue, "messageTypes", format!("It takes {MOST} types at most."));
        let none = self.types.is_empty() && self.mode != SettingMode::Replace;
        faults.when(none, FaultCode::Required, "messageTypes", "Which types?");
    }

    fn watched(&self) -> Option<RecordKey> {
        Some(RecordKey::Number(self.gln))
    }

    async fn asked(&self, draft: &Draft, _: &Caller) -> Result<Vec<Asked>, Stop> {
        let point = draft.point(self.valid_from.max(draft.today()));
        let on =
            draft.reader().number_matter(point, Part::MessageTypes, self.gln, draft.rules(), "gln").await?;
        Ok(vec![Asked::new(Action::Update, on)])
    }

    async fn act(&self, change: &mut Change) -> Result<Done, Stop> {
        let found = number(change, self.gln).await?;
        changeable(&found, self.valid_from, change.today(), "validFrom")?;
        let reader = change.reader();
        self.check_listed(change).await?;
        let standing = reader.standing_message_types(change.revision(), &[self.gln]).await?;
        let standing = standing.get(&self.gln).map(Vec::as_slice).unwrap_or_default();
        let wanted = self
            .types
            .iter()
            .map(|wanted| Wanted { message_type: wanted.message_type.clone(), direction: wanted.direction });
        let wanted: Vec<_> = wanted.collect();
        let mode = match self.mode {
            SettingMode::Replace => Mode::Replace,
            SettingMode::Add => Mode::Add,
            SettingMode::Remove => Mode::Remove,
        };
        let by = change.permit().role().map_or("SIGNED_IN", |role| role.as_str()).to_owned();
        let until = found.timeline.life().to;
        let setting = Setting { gln: self.gln, from: self.valid_from, until, by: &by };
        let step = set(standing, mode, &wanted, setting);
        drop(reader);
        change.put_number_message_types(&step.closed, Vec::new()).await?;
        change.put_number_message_types(&[], step.added).await?;
        let summary = format!("Set message types of {} from {}", self.gln, self.valid_from);
        Ok(Done::with(RecordKey::Number(self.gln), self.valid_from, summary))
    }
}

impl SetMessageTypes {
    /// Types that are to go may be unlisted; those that come must be MedCom's.
    async fn check_listed(&self, change: &Change) -> Result<(), Stop> {
        if self.mode == SettingMode::Remove {
            return Ok(());
        }
        let listed = change.reader().message_types(change.revision()).await?;
        let listed: BTreeSet<_> = listed.into_iter().map(|listed| listed.key).collect();
        let mut faults = Faults::default();
        for (position, wanted) in self.types.iter().enumerate() {
            let unknown = !listed.contains(&wanted.message_type);
            let message = format!("MedCom's list has no message type {}.", wanted.message_type);
            faults.when(unknown, FaultCode::UnknownCode, &format!("messageTypes.{position}"), message);
        }
        faults.none()
    }
}
