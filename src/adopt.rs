//! Findings that matter now, where an old repository has thousands: those that a list does not know, and those that a
//! change brings.

pub mod baseline;
pub mod since;
