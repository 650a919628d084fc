use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{MunicipalityCode, RegionCode};

/// A region as it stands over one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    /// Region code.
    pub code: RegionCode,
    /// ISO 3166-2 code, where there is one.
    pub iso_code: Option<String>,
    /// Danish name.
    pub name_da: String,
    /// English name, where known.
    pub name_en: Option<String>,
    /// Name of the region that takes over after `valid_to`, where one does.
    pub successor: Option<String>,
    /// First day of the region.
    pub valid_from: NaiveDate,
    /// Last day of the region, when it is to end.
    pub valid_to: Option<NaiveDate>,
}

/// A municipality as it stands over one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Municipality {
    /// Municipality code.
    pub code: MunicipalityCode,
    /// Danish name.
    pub name: String,
    /// The region it lies in; `None` when that region's code is not known yet.
    pub region: Option<RegionCode>,
    /// First day on which this holds.
    pub valid_from: NaiveDate,
    /// Last day on which this holds, when it is to change.
    pub valid_to: Option<NaiveDate>,
}
