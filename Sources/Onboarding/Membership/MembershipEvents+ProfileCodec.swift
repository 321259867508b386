import JSON

extension ProfileEdited: EventPayload {
    static let kind = EventKind.profileEdited

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "firstName": firstName = try scanner.patchString()
        case "middleName": middleName = try scanner.patchString()
        case "lastName": lastName = try scanner.patchString()
        case "preferredName": preferredName = try scanner.patchString()
        case "birthDate": birthDate = try scanner.patchString()
        case "birthTime": birthTime = try scanner.patchString()
        case "birthCity": birthCity = try scanner.patchString()
        case "birthRegion": birthRegion = try scanner.patchString()
        case "birthCountry": birthCountry = try scanner.patchString()
        case "birthLat": birthLatitude = try scanner.patchDouble()
        case "birthLon": birthLongitude = try scanner.patchDouble()
        case "timezone": timezone = try scanner.patchString()
        case "zodiacSign": zodiacSign = try scanner.patchString()
        default: try scanner.skip()
        }
    }

    var hasPersonal: Bool {
        firstName != .keep
            || middleName != .keep
            || lastName != .keep
            || preferredName != .keep
            || birthDate != .keep
            || birthTime != .keep
            || birthCity != .keep
            || birthRegion != .keep
            || birthCountry != .keep
            || birthLatitude != .keep
            || birthLongitude != .keep
            || timezone != .keep
            || zodiacSign != .keep
    }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("firstName", firstName)
        writer.member("middleName", middleName)
        writer.member("lastName", lastName)
        writer.member("preferredName", preferredName)
        writer.member("birthDate", birthDate)
        writer.member("birthTime", birthTime)
        writer.member("birthCity", birthCity)
        writer.member("birthRegion", birthRegion)
        writer.member("birthCountry", birthCountry)
        writer.member("birthLat", birthLatitude)
        writer.member("birthLon", birthLongitude)
        writer.member("timezone", timezone)
        writer.member("zodiacSign", zodiacSign)
    }
}

extension JSONScanner {
    /// Reads an ecliptic longitude: each has a sign.
    fileprivate mutating func eclipticDegrees() throws(JSONError) -> Double {
        let start = byteIndex
        let degrees = try double()
        guard (0...360).contains(degrees) else {
            throw JSONError(.invalidValue(expected: "degrees from 0 to 360"), at: start)
        }
        return degrees
    }
}

extension BirthChartComputed: EventPayload {
    static let kind = EventKind.birthChartComputed

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "sunLongitude": sunLongitude = try scanner.eclipticDegrees()
        case "moonLongitude": moonLongitude = try scanner.eclipticDegrees()
        case "ascendantLongitude": ascendantLongitude = try scanner.eclipticDegrees()
        case "birthDate": birthDate = try scanner.personalText()
        case "birthTime": birthTime = try scanner.optionalString()
        case "birthLat": birthLatitude = try scanner.double()
        case "birthLon": birthLongitude = try scanner.double()
        case "timezone": timezone = try scanner.optionalString()
        case "utcOffsetSeconds": secondsAheadOfUTC = try scanner.int()
        default: try scanner.skip()
        }
    }

    var hasPersonal: Bool {
        !birthDate.isEmpty
    }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("sunLongitude", sunLongitude)
        writer.member("moonLongitude", moonLongitude)
        writer.member("ascendantLongitude", ascendantLongitude)
        writer.member("birthDate", birthDate)
        writer.member("birthTime", birthTime)
        writer.member("birthLat", birthLatitude)
        writer.member("birthLon", birthLongitude)
        writer.member("timezone", timezone)
        writer.member("utcOffsetSeconds", secondsAheadOfUTC)
    }
}
