//! Collection forms (征集表): their columns and the checks of every row.
