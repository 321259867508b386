import JSON

extension EventKind {
    /// Reads a payload of the type's current schema version as its state would, and forgets it.
    ///
    /// - Throws: what the codec cannot read.
    package func read(
        data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) {
        switch family {
        case .signUp: _ = unsafe try SignUpEvent.decode(self, data: data, personal: personal)
        case .profile: _ = unsafe try ProfileEvent.decode(self, data: data, personal: personal)
        case .tenant: _ = unsafe try TenantEvent.decode(self, data: data, personal: personal)
        case .wizard: _ = unsafe try WizardEvent.decode(self, data: data, personal: personal)
        case .company: _ = unsafe try CompanyEvent.decode(self, data: data, personal: personal)
        case .call: _ = unsafe try CallEvent.decode(self, data: data, personal: personal)
        case .meeting: _ = unsafe try MeetingEvent.decode(self, data: data, personal: personal)
        case .membership:
            _ = unsafe try MembershipEvent.decode(self, data: data, personal: personal)
        case .access: _ = unsafe try AccessEvent.decode(self, data: data, personal: personal)
        case .shop: _ = unsafe try ShopEvent.decode(self, data: data, personal: personal)
        case .declared: _ = unsafe try DeclaredEvent.decode(self, data: data, personal: personal)
        case .flow: _ = unsafe try FlowEvent.decode(self, data: data, personal: personal)
        case .tally: _ = unsafe try TallyEvent.decode(self, data: data, personal: personal)
        case .erasure: _ = unsafe try ErasureEvent.decode(self, data: data, personal: personal)
        }
    }
}
