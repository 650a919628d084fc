//! Where a whole request reads, when it says so beside its query.

use super::scalars::Date;
use crate::model::Revision;

/// The day and the revision at which a request reads wherever its query names none:
/// root fields without `at` and `revision`, and `_entities`, whose keys cannot name
/// any. Whoever serves the schema puts it into a request's data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadAt {
    /// The day.
    pub(super) at: Option<Date>,
    /// The revision.
    pub(super) revision: Option<Revision>,
    /// A revision that the newest one must have reached: whoever has just written wants to read it.
    pub(super) at_least: Option<Revision>,
}

impl ReadAt {
    /// Reads them in the form of the scalars `Date` and `Revision`.
    pub fn parse(
        at: Option<&str>,
        revision: Option<&str>,
        at_least: Option<&str>,
    ) -> Result<Self, &'static str> {
        let at = at.map(str::parse).transpose().map_err(|_| "the day must be a date such as 2027-01-01")?;
        let revision = revision.map(str::parse).transpose()?;
        let at_least = at_least.map(str::parse).transpose()?;
        Ok(Self { at, revision, at_least })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_day_or_no_revision_is_refused() {
        let all = ReadAt::parse(Some("2027-01-01"), Some("17"), Some("16")).expect("all");
        assert_eq!((all.revision, all.at_least), (Some(Revision(17)), Some(Revision(16))));
        assert_eq!(ReadAt::parse(None, None, None), Ok(ReadAt::default()));
        for (at, revision) in
            [(Some("tomorrow"), None), (Some("2027-02-30"), None), (None, Some("-1")), (None, Some(""))]
        {
            assert!(ReadAt::parse(at, revision, None).is_err(), "{at:?} {revision:?}");
            assert!(revision.is_none() || ReadAt::parse(None, None, revision).is_err(), "{revision:?}");
        }
    }
}
