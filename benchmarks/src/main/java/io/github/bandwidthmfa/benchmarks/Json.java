package io.github.bandwidthmfa.benchmarks;

import tools.jackson.databind.json.JsonMapper;

/** The JSON of those contenders that bring none of their own, as an application would write it. */
final class Json {

    /** What is sent. */
    record Request(String to, int expirationTimeInMinutes, String code) {}

    /** What comes back. */
    record Answer(boolean valid) {}

    static final Request REQUEST = new Request("+19195551234", 3, "123456");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final tools.jackson.databind.ObjectWriter WRITER = MAPPER.writerFor(Request.class);
    private static final tools.jackson.databind.ObjectReader READER = MAPPER.readerFor(Answer.class);

    private Json() {}

    static byte[] write() {
        return WRITER.writeValueAsBytes(REQUEST);
    }

    static boolean readValid(int status, byte[] body) {
        if (status != 200) {
            throw new IllegalStateException("status " + status);
        }
        return READER.<Answer>readValue(body).valid();
    }
}
