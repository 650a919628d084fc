/// A desk that helps users of the register (support).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportDesk {
    /// What identifies it, e.g. `technical` or `professional`.
    pub key: String,
    /// Danish name.
    pub name_da: String,
    /// English name.
    pub name_en: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// When it is open, e.g. `Mon-Thu 09:00-15:00; Fri 09:00-14:00`, in Danish time.
    pub opening_hours: Option<String>,
}

/// A guide or page about the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// What identifies it.
    pub key: String,
    /// Place in the list.
    pub position: i32,
    /// Danish title.
    pub title_da: String,
    /// English title.
    pub title_en: Option<String>,
    /// Address of the page.
    pub url: String,
}
