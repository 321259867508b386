import JSON
import Time

/// Whether a tenant can be worked with (contract section 3).
public enum TenantStatus: String, Sendable, CaseIterable {
    case active = "ACTIVE"
    case closed = "CLOSED"
}

/// What a tenant's events add up to.
public struct TenantState: Sendable, Equatable {
    /// False for a stream without events.
    public internal(set) var exists = false
    public internal(set) var name = ""
    public internal(set) var ownerID = ""
    public internal(set) var source = ""
    public internal(set) var status = TenantStatus.active
    public internal(set) var business: BusinessFacts?
    public internal(set) var subscription: SubscriptionStarted?
    public internal(set) var createdAt = Timestamp.earliest

    public init() {}
}

extension TenantState: FoldedState {
    package mutating func evolve(_ event: TenantEvent, at time: Timestamp) {
        switch event {
        case .workspaceCreated(let event):
            exists = true
            name = event.name
            ownerID = event.ownerID
            source = event.source
            createdAt = time
        case .businessCreated(let event):
            business = BusinessFacts(
                name: event.name, descriptor: event.descriptor, country: event.country,
                currency: event.currency)
        case .subscriptionStarted(let event): subscription = event
        }
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            guard exists else { return }
            writer.member("name", name)
            writer.member("ownerId", ownerID)
            writer.member("status", status.rawValue)
            writer.member("source", source)
            writer.member("businessName", business?.name)
            writer.member("businessDescriptor", business?.descriptor)
            writer.member("country", business?.country)
            writer.member("currency", business?.currency)
            writeSubscription(to: &writer)
            writer.member("createdAt", createdAt)
        }
    }

    private func writeSubscription(to writer: inout JSONWriter) {
        writer.member("planId", subscription?.planID)
        writer.member("planDescriptor", subscription?.planDescriptor)
        writer.member("subscriptionStatus", subscription?.status.rawValue)
        writer.member("customerId", subscription?.customerID)
        writer.member("subscriptionId", subscription?.subscriptionID)
        writer.member("checkoutSessionId", subscription?.checkoutSessionID)
    }

    package var searchText: String {
        SearchText.join([name, business?.name, business?.descriptor])
    }
}
