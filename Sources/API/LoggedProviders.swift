import Onboarding
import OnboardingLedger
import Time

/// Tells the log what a provider answered when it did not do what it was asked: who waits for it is
/// told only that it failed (K4, K6, S2, S10, A7).
struct LoggedCheckouts: CheckoutProvider {
    let provider: any CheckoutProvider
    let log: @Sendable (LogLine) -> Void

    func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> OpenedCheckout
    {
        do { return try await provider.openCheckout(order, now: now) } catch {
            log(LogLine("checkout not opened", error))
            throw error
        }
    }

    func checkout(_ id: String) async throws(ProviderFailure) -> StripeCheckout? {
        do { return try await provider.checkout(id) } catch {
            log(LogLine("checkout not looked up", error))
            throw error
        }
    }

    /// An effect's failure is logged with its effect.
    func expireCheckout(_ id: String) async throws(ProviderFailure) -> Bool {
        try await provider.expireCheckout(id)
    }
}

/// As `LoggedCheckouts`. A code that is refused is the browser's, and no fault of the provider's.
struct LoggedIdentityProvider: IdentityProvider {
    let provider: any IdentityProvider
    let log: @Sendable (LogLine) -> Void

    func authorizationURL(_ request: AuthorizationRequest) throws(ProviderFailure) -> String {
        do { return try provider.authorizationURL(request) } catch {
            log(LogLine("sign-in not begun", error))
            throw error
        }
    }

    func exchange(_ exchange: CodeExchange) async throws(ProviderFailure) -> GoogleAccount {
        do { return try await provider.exchange(exchange) } catch {
            if error.code != .refused { log(LogLine("sign-in not completed", error)) }
            throw error
        }
    }
}

/// As `LoggedCheckouts`.
struct LoggedIdentitySync: IdentitySync {
    let provider: any IdentitySync
    let log: @Sendable (LogLine) -> Void

    func tell(_ notice: IdentityNotice) async throws(ProviderFailure) {
        do { try await provider.tell(notice) } catch {
            log(LogLine("identity provider not told", error))
            throw error
        }
    }
}

extension LogLine {
    fileprivate init(_ what: String, _ failure: ProviderFailure) {
        self.init(
            .warning, what,
            [
                "reason": .string(failure.code.rawValue),
                "explanation": .string(failure.explanation),
            ])
    }
}
