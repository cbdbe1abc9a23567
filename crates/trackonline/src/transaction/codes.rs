//! The codes of a transaction.

use crate::enumeration::enumeration;

enumeration! {
    /// How far a transaction is.
    TransactionStatus {
        New = 0, "New";
        Planned = 5, "Planned";
        Declined = 10, "Declined";
        Shipped = 11, "Shipped";
        Confirmed = 16, "Confirmed";
        Cancelled = 20, "Cancelled" | "Canceled";
        InProgress = 30, "In progress";
        Executed = 33, "Executed";
        /// Final: it cannot be changed any more.
        Processed = 35, "Processed";
    }
}

enumeration! {
    /// What kind of movement a transaction is.
    TransactionType {
        /// Told, never saved.
        StartBalance = 0, "Start balance";
        /// Told, never saved.
        ExternalStartBalance = 1, "External start balance";
        Correction = 5, "Correction";
        /// Told, never saved.
        Audit = 10, "Audit";
        Transfer = 15, "Transfer";
        /// Told, never saved.
        Agreement = 16, "Agreement";
        Scraps = 20, "Scraps";
        Damaged = 25, "Damaged";
        Lost = 30, "Lost";
        Found = 35, "Found";
        Order = 50, "Order";
        Collection = 55, "Collection";
        Declare = 60, "Declare";
        Return = 65, "Return";
        ReturnDelivered = 67, "Return delivered";
        InterDepotTransfer = 70, "Inter depot transfer";
        IntraDepotTransfer = 75, "Intra depot transfer";
        /// Told, never saved: an exchange at the door is saved as two movements.
        Exchange = 80, "Exchange";
        CrossDock = 85, "Cross dock";
        Purchase = 90, "Purchase";
        Sale = 95, "Sale";
        Unknown = 99, "Unknown" | "Unkonwn";
    }
}

impl TransactionType {
    /// Whether a transaction of this type may be saved. An exchange may not, and the document lists the types of
    /// balances, audits and agreements for reading only.
    pub const fn may_be_saved(&self) -> bool {
        !matches!(
            self,
            Self::StartBalance | Self::ExternalStartBalance | Self::Audit | Self::Agreement | Self::Exchange
        )
    }
}

enumeration! {
    /// The state that items are in.
    ItemCondition {
        Unknown = 0, "Unknown";
        Clean = 1, "Clean";
        Dirty = 2, "Dirty";
        Polluted = 3, "Polluted";
        Damaged = 4, "Damaged";
        Scrap = 5, "Scrap";
    }
}

enumeration! {
    /// What kind of code was scanned.
    ScannedCodeType {
        Unknown = 0, "Unknown";
        BarCode = 10, "BarCode";
        EpcCode = 20, "EpcCode";
    }
}
