package io.github.bandwidthmfa.simulator;

/** What people see of a message. */
record MessageView(
        String id,
        ReceivedMessage.Channel channel,
        String accountId,
        String from,
        String to,
        String scope,
        String applicationId,
        String text,
        String code,
        String time) {

    static MessageView of(ReceivedMessage message) {
        return new MessageView(
                message.id(),
                message.channel(),
                message.accountId(),
                message.from(),
                message.to(),
                message.scope(),
                message.applicationId(),
                message.text(),
                message.code(),
                message.time().toString());
    }

    /** The id only: the rest is for the phone. */
    @Override
    public String toString() {
        return "MessageView[id=" + id + ", ***]";
    }
}
