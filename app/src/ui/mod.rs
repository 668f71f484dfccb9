//! What every page is built from: the frame, the looks of loading and failing, figures, forms,
//! and the drawings that carry the portal's face. A noun's own components stay with the noun.

pub mod erased;
pub mod figures;
pub mod foot;
pub mod form;
pub mod head;
pub mod icons;
pub mod layout;
pub mod markup;
pub mod masthead;
pub mod office;
pub mod places;
pub mod plate;
pub mod ribbon;
pub mod state;
pub mod table;
pub mod text_size;
pub mod visitor;

pub use figures::{DOT, Day, Money, MoneyCard, When};
pub use form::{
    CheckField, ErrorSummary, Field, SelectField, Submit, TextArea, TextField, focus_on,
};
pub use head::{ErrorTab, FormHead, PageHead, TabTitle};
pub use office::{OfficeLines, OfficeList, shown_query};
pub use places::{Place, Places};
pub use state::{Empty, Failed, Loaded, LoadedWith, Loading, Notice, Pager};
pub use table::{Column, Table};
