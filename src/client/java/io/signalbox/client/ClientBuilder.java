package io.signalbox.client;

import io.signalbox.protocol.Limits;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** Says who connects, where to and how. Not safe from several threads; may build several clients. */
public final class ClientBuilder {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final URI endpoint;
    private final Set<String> groups = new LinkedHashSet<>();
    private final List<ClientListener> listeners = new ArrayList<>();
    private final Map<String, String> query = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, CommandHandler> commands = new LinkedHashMap<>();
    private String userId = "";
    private @Nullable String userName;
    private @Nullable String userType;
    private @Nullable String clientId;
    private @Nullable String deviceId;
    private @Nullable String appId;
    private @Nullable String namespace;
    private @Nullable HttpClient httpClient;
    private @Nullable Executor executor;
    private @Nullable ResumeStorage resumeStorage;
    private ClientOptions options = ClientOptions.defaults();

    ClientBuilder(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** Required: whose inbox, whose messages. */
    public ClientBuilder userId(String value) {
        userId = value;
        return this;
    }

    /** The name others see; the user id when absent. */
    public ClientBuilder userName(String value) {
        userName = value;
        return this;
    }

    /** {@code visitor} when absent. */
    public ClientBuilder userType(String value) {
        userType = value;
        return this;
    }

    /** Names this connection, over reconnects too; made when absent. A second client of the same name replaces it. */
    public ClientBuilder clientId(String value) {
        clientId = value;
        return this;
    }

    /** The client id when absent. */
    public ClientBuilder deviceId(String value) {
        deviceId = value;
        return this;
    }

    /** The tenant's app. */
    public ClientBuilder appId(String value) {
        appId = value;
        return this;
    }

    /** The tenant's namespace. */
    public ClientBuilder namespace(String value) {
        namespace = value;
        return this;
    }

    /** Groups to be in from the start, besides those named before. */
    public ClientBuilder groups(Collection<String> more) {
        groups.addAll(more);
        return this;
    }

    /** Groups to be in from the start, besides those named before. */
    public ClientBuilder groups(String... more) {
        return groups(List.of(more));
    }

    /** Listens; several are called in the order they were added. */
    public ClientBuilder listener(ClientListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Answers a command of the application's own, besides ping, status, info, echo and restart, which every client
     * knows. A second handler of the same name replaces the first.
     *
     * @throws SignalboxException {@code invalid_option} for a name that no command can have or that every client knows
     */
    public ClientBuilder command(String name, CommandHandler handler) {
        boolean nameable = !name.isEmpty()
                && name.length() <= Limits.MAX_ID_LENGTH
                && name.chars().noneMatch(Character::isISOControl);
        if (!nameable || Commands.OWN.contains(name)) {
            throw SignalboxException.of(
                    ClientErrorCode.INVALID_OPTION, "'" + name + "' cannot be a command of the application", null);
        }
        commands.put(name, handler);
        return this;
    }

    /** How the client behaves. */
    public ClientBuilder options(ClientOptions value) {
        options = value;
        return this;
    }

    /** One more query parameter of the handshake, a token for example. It never replaces who connects. */
    public ClientBuilder query(String name, String value) {
        query.put(name, value);
        return this;
    }

    /** One more request header of the handshake. */
    public ClientBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** What connects, when proxies or TLS need more than the JDK's defaults. The client does not end it. */
    public ClientBuilder httpClient(HttpClient value) {
        httpClient = value;
        return this;
    }

    /** Keeps how far the inbox was processed, for the next client of this user and client id. */
    public ClientBuilder resumeStorage(ResumeStorage value) {
        resumeStorage = value;
        return this;
    }

    /** What listeners are called on, instead of a thread of the client's own. The client does not end it. */
    public ClientBuilder executor(Executor value) {
        executor = value;
        return this;
    }

    /**
     * A client that does nothing yet; {@link SignalboxClient#close} gives its threads back.
     *
     * @throws SignalboxException {@code invalid_option} for what the hub would refuse at the handshake
     */
    public SignalboxClient build() {
        ClientIdentity identity = identity();
        HandshakeAddress address = address(identity);
        SharedThreads threads = SharedThreads.acquire();
        ThreadPoolExecutor own = SharedThreads.idling(1, "signalbox-client-" + identity.clientId());
        HttpClient http = httpClient == null ? threads.http() : httpClient;
        ClientParts parts = new ClientParts(
                options,
                threads,
                new JdkDialer(http, threads.sockets(), Map.copyOf(headers), options.connectTimeout()),
                executor == null ? own : executor,
                ForkJoinPool.commonPool(),
                RANDOM::nextDouble,
                Clock.systemUTC(),
                ClientBuilder::randomId,
                threads::release);
        return client(parts, identity, address, own);
    }

    /** A client made of other parts. */
    SignalboxClient build(ClientParts parts) {
        ClientIdentity identity = identity();
        return client(parts, identity, address(identity), null);
    }

    private SignalboxClient client(
            ClientParts parts,
            ClientIdentity identity,
            HandshakeAddress address,
            @Nullable ThreadPoolExecutor ownListeners) {
        Resume resume = new Resume(parts.options().processedUpTo(), resumeStorage);
        ClientCore core = new ClientCore(parts, address, groups, listeners, commands, resume);
        return new SignalboxClient(core, parts, identity.clientId(), ownListeners);
    }

    private ClientIdentity identity() {
        ClientIdentity.checkGroups(groups);
        String id = clientId == null ? "c-" + randomId() : clientId;
        return new ClientIdentity(userId, userName, userType, id, deviceId, appId, namespace);
    }

    private HandshakeAddress address(ClientIdentity identity) {
        return new HandshakeAddress(endpoint, query, identity);
    }

    private static String randomId() {
        return HexFormat.of().toHexDigits(RANDOM.nextLong());
    }
}
