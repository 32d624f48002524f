//! Each service states the highest IRQL at which it may be called.

use super::BugCheck;
use crate::guest::Context;
use crate::service::Service;

/// IRQL_NOT_LESS_OR_EQUAL.
const CODE: u32 = 0x0A;

/// Stops the machine if the service is called too high.
pub fn check(cx: &Context, service: &'static Service) {
    if cx.irql() > service.max_irql {
        let text = format!("{} was called at IRQL {}, allowed up to {}", service.name, cx.irql(), service.max_irql);
        cx.bug_check(BugCheck::new(CODE, [0, usize::from(cx.irql()), 0, 0], text));
    }
}
