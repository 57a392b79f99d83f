//! What a deployment goes by, as far as AWS shows it.

use crate::environments::GroupName;

/// What a deployment goes by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    pub cluster: Option<String>,
    pub service: Option<String>,
    /// Of CodeDeploy.
    pub application: Option<String>,
    /// Of CodeDeploy.
    pub group: Option<String>,
}

impl Names {
    /// Its deployment group, as far as that is named.
    pub fn group_name(&self) -> Option<GroupName<'_>> {
        let application = self.application.as_deref()?;
        let group = self.group.as_deref();
        Some(GroupName { application, group })
    }

    /// What grants may name it by, the best name first.
    pub fn for_grants(&self) -> Vec<String> {
        let names = self.service.iter().chain(&self.application);
        names.cloned().collect()
    }
}
