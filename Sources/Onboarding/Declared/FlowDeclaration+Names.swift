extension FlowDeclaration {
    /// What of a pointer into a request's body may be kept (L14): below a step's data it ends ahead
    /// of the first name that the flow's file does not have, for a person may have made that up.
    package func declaredPart(of pointer: String) -> String {
        let names = JSONPointer.names(of: pointer)
        guard names.count > 1, ["data", "stepData"].contains(names[0]),
            let field = steps.lazy.compactMap({ $0.field(names[1]) }).first
        else { return JSONPointer.leading(by: names.prefix(1)) }
        let count = 2 + field.declaredCount(of: names.dropFirst(2))
        return JSONPointer.leading(by: names.prefix(count))
    }
}
