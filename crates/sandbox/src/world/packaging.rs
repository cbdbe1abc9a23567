//! FreshPortal's packaging codes, and what each stands for in TrackOnline.

/// How a FreshPortal number or code finds its counterpart in TrackOnline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// TrackOnline carries FreshPortal's number as an external number.
    External,
    /// Both systems have the same number.
    SameNumber,
    /// Only the mapping file says so.
    MappingFile,
    /// Nothing says so.
    Missing,
}

/// A packaging code of FreshPortal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackagingCode {
    /// The code on an order line.
    pub code: &'static str,
    /// FreshPortal's name for it.
    pub name: &'static str,
    /// How it is linked to TrackOnline.
    pub link: Link,
    /// TrackOnline's item numbers with the pieces of each in one piece of the code.
    pub parts: &'static [(&'static str, i64)],
}

macro_rules! codes {
    ($($code:literal $name:literal $link:ident $parts:expr;)+) => {
        &[$(PackagingCode { code: $code, name: $name, link: Link::$link, parts: &$parts }),+]
    };
}

/// Every code, in the order of FreshPortal's packaging screen.
pub const CODES: &[PackagingCode] = codes! {
    "533"  "Emmer 533"                    External    [("FC533", 1)];
    "560"  "Emmer 560"                    External    [("FC560", 1)];
    "560S" "Emmer 560, stapel van 10"     MappingFile [("FC560", 10)];
    "566"  "Emmer 566 half"               External    [("FC566", 1)];
    "577"  "Emmer 577 hoog"               MappingFile [("FC577", 1)];
    "722"  "Meermalige doos 722"          Missing     [];
    "746"  "Tray 746"                     External    [("FC746", 1)];
    "752"  "Tray 752 diep"                External    [("FC752", 1)];
    "BLOK" "Blokpallet 100 x 120"         MappingFile [("BLOCKPAL", 1)];
    "CC6"  "CC-kar TAG6 compleet"         MappingFile [("CC TAG6", 1), ("CC SHELF", 3), ("CC POST", 4)];
    "CCP"  "CC-plaat los"                 External    [("CC SHELF", 1)];
    "DCK"  "DC-kar compleet"              MappingFile [("DC TROLLEY", 1), ("DC SHELF", 3)];
    "DEK"  "Palletdeksel"                 External    [("PALLET LID", 1)];
    "E2"   "Krat E2"                      External    [("E2 CRATE", 1)];
    "EPAL" "Europallet 80 x 120"          SameNumber  [("EPAL", 1)];
    "STW"  "Stapelwagen"                  SameNumber  [("STW", 1)];
};

/// The code with this name on an order line.
pub fn code(code: &str) -> Option<&'static PackagingCode> {
    CODES.iter().find(|known| known.code == code)
}

/// FreshPortal's code that the item carries as an external number.
pub(super) fn external_code_of(item: &str) -> Option<&'static str> {
    CODES
        .iter()
        .find(|code| code.link == Link::External && code.parts.iter().any(|(part, _)| *part == item))
        .map(|code| code.code)
}
