import OnboardingLedger

extension Form {
    /// One scope or more, each known.
    mutating func scopes() -> [APIScope] {
        let all = APIScope.allCases.map(\.rawValue).joined(separator: ", ")
        let names = texts("scopes", "an array of scopes: \(all)")
        let scopes = names.compactMap(APIScope.init)
        if scopes.isEmpty || scopes.count != names.count {
            refuse("scopes", "expected an array of scopes: \(all)")
        }
        return scopes
    }
}
