package io.signalbox.cluster;

import io.signalbox.hub.Audience;
import io.signalbox.hub.LinkMessage;
import io.signalbox.identity.ClientType;
import io.signalbox.identity.Department;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserRole;
import io.signalbox.identity.UserType;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeRole;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What nodes tell each other, as bytes. Each starts with a format number, so that nodes of two versions can tell that
 * they do not understand each other instead of guessing.
 */
final class ClusterCodec {
    private static final int FORMAT = 2;
    private static final int TO_USER = 1;
    private static final int TO_INBOX = 2;
    private static final int TO_GROUPS = 3;
    private static final int TO_APP = 4;
    private static final int TO_NAMESPACE = 5;
    private static final int TO_AUDIENCE = 6;
    private static final int ASK = 7;
    private static final int REPLY = 8;
    private static final int AGAIN = 20;
    private static final int ACKNOWLEDGED = 21;

    private ClusterCodec() {}

    static byte[] encode(LinkMessage message) {
        return bytes(out -> {
            if (message instanceof LinkMessage.ToUser to) {
                out.writeByte(TO_USER);
                user(out, to.user());
                text(out, to.clientId() == null ? "" : to.clientId());
                out.writeBoolean(to.keepIfAbsent());
            } else if (message instanceof LinkMessage.ToInbox to) {
                out.writeByte(TO_INBOX);
                user(out, to.user());
                out.writeLong(to.seq());
            } else if (message instanceof LinkMessage.ToGroups to) {
                out.writeByte(TO_GROUPS);
                tenant(out, to.tenant());
                texts(out, to.groups());
                text(out, to.exceptUser() == null ? "" : to.exceptUser());
            } else if (message instanceof LinkMessage.ToNamespace to) {
                out.writeByte(TO_NAMESPACE);
                tenant(out, to.tenant());
            } else if (message instanceof LinkMessage.ToAudience to) {
                out.writeByte(TO_AUDIENCE);
                audience(out, to.audience());
            } else if (message instanceof LinkMessage.ToApp to) {
                out.writeByte(TO_APP);
                text(out, to.appId());
            } else if (message instanceof LinkMessage.Again to) {
                out.writeByte(AGAIN);
                user(out, to.user());
                text(out, to.clientId() == null ? "" : to.clientId());
            } else if (message instanceof LinkMessage.Acknowledged ack) {
                out.writeByte(ACKNOWLEDGED);
                user(out, ack.by());
                text(out, ack.sender());
            } else if (message instanceof LinkMessage.Ask ask) {
                out.writeByte(ASK);
                text(out, ask.from());
                out.writeLong(ask.id());
                QuestionCodec.write(out, ask.question());
            } else if (message instanceof LinkMessage.Reply reply) {
                out.writeByte(REPLY);
                text(out, reply.from());
                out.writeLong(reply.id());
                QuestionCodec.write(out, reply.answer());
            }
            if (message instanceof LinkMessage.Delivery delivery) {
                text(out, delivery.json());
            }
        });
    }

    /** @throws IllegalArgumentException when the bytes are not of this format */
    static LinkMessage decodeLink(byte[] bytes) {
        return read(bytes, in -> {
            int operation = in.readByte();
            return switch (operation) {
                case TO_USER -> {
                    UserKey user = user(in);
                    String client = text(in);
                    boolean keep = in.readBoolean();
                    yield new LinkMessage.ToUser(user, nullIfEmpty(client), text(in), keep);
                }
                case TO_INBOX -> new LinkMessage.ToInbox(user(in), in.readLong(), text(in));
                case TO_GROUPS -> new LinkMessage.ToGroups(tenant(in), texts(in), nullIfEmpty(text(in)), text(in));
                case TO_NAMESPACE -> new LinkMessage.ToNamespace(tenant(in), text(in));
                case TO_AUDIENCE -> new LinkMessage.ToAudience(audience(in), text(in));
                case TO_APP -> new LinkMessage.ToApp(text(in), text(in));
                case ASK -> new LinkMessage.Ask(text(in), in.readLong(), QuestionCodec.question(in));
                case REPLY -> new LinkMessage.Reply(text(in), in.readLong(), QuestionCodec.answer(in));
                case AGAIN -> new LinkMessage.Again(user(in), nullIfEmpty(text(in)), text(in));
                case ACKNOWLEDGED -> new LinkMessage.Acknowledged(user(in), text(in), text(in));
                default -> throw new IllegalArgumentException("unknown operation " + operation);
            };
        });
    }

    static byte[] encode(NodeInfo node) {
        return bytes(out -> {
            text(out, node.id());
            text(out, node.incarnation());
            text(out, node.host());
            out.writeInt(node.port());
            text(out, node.role().name());
            out.writeLong(node.startedAt().toEpochMilli());
        });
    }

    /** @throws IllegalArgumentException when the bytes are not of this format */
    static NodeInfo decodeNode(byte[] bytes) {
        return read(
                bytes,
                in -> new NodeInfo(
                        text(in),
                        text(in),
                        text(in),
                        in.readInt(),
                        NodeRole.valueOf(text(in)),
                        Instant.ofEpochMilli(in.readLong())));
    }

    private static byte[] bytes(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            writer.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reader<T> reader) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readByte();
            if (format != FORMAT) {
                throw new IllegalArgumentException("format " + format + " of another version, ours is " + FORMAT);
            }
            return reader.read(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("cut short", e);
        }
    }

    static void user(DataOutputStream out, UserKey user) throws IOException {
        tenant(out, user.tenant());
        text(out, user.userId());
    }

    static UserKey user(DataInputStream in) throws IOException {
        return new UserKey(tenant(in), text(in));
    }

    private static void audience(DataOutputStream out, Audience audience) throws IOException {
        text(out, audience.appId());
        text(out, audience.namespace() == null ? "" : audience.namespace());
        names(out, audience.userTypes());
        names(out, audience.roles());
        names(out, audience.departments());
        names(out, audience.clientTypes());
        out.writeByte(audience.minVip());
        out.writeByte(audience.maxVip());
        out.writeInt(audience.except().size());
        for (UserKey user : audience.except()) {
            user(out, user);
        }
    }

    private static Audience audience(DataInputStream in) throws IOException {
        return new Audience(
                text(in),
                nullIfEmpty(text(in)),
                names(in, UserType.class),
                names(in, UserRole.class),
                names(in, Department.class),
                names(in, ClientType.class),
                in.readByte(),
                in.readByte(),
                users(in));
    }

    private static Set<UserKey> users(DataInputStream in) throws IOException {
        int count = in.readInt();
        Set<UserKey> users = new HashSet<>();
        for (int i = 0; i < count; i++) {
            users.add(user(in));
        }
        return users;
    }

    private static void names(DataOutputStream out, Set<? extends Enum<?>> values) throws IOException {
        texts(out, values.stream().map(Enum::name).toList());
    }

    private static <E extends Enum<E>> Set<E> names(DataInputStream in, Class<E> type) throws IOException {
        Set<E> values = EnumSet.noneOf(type);
        for (String name : texts(in)) {
            values.add(Enum.valueOf(type, name));
        }
        return values;
    }

    private static void texts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            text(out, text);
        }
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(in));
        }
        return texts;
    }

    static void tenant(DataOutputStream out, Tenant tenant) throws IOException {
        text(out, tenant.appId());
        text(out, tenant.namespace());
    }

    static Tenant tenant(DataInputStream in) throws IOException {
        return new Tenant(text(in), text(in));
    }

    /** Not writeUTF: that one ends at 64 KiB, and a message may be larger. */
    static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("length " + length + " beyond the end");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }
}
