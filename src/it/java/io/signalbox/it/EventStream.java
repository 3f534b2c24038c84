package io.signalbox.it;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of {@code /sse} that is not ours: reads the stream as the HTML standard says, and posts. */
final class EventStream implements AutoCloseable {
    /** Name of what is no event: a comment. */
    static final String COMMENT = ":";
    /** Name of the end of the stream. */
    static final String END = "end of the stream";

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LONGEST)
            .build();

    private final HttpClient http;
    private final URI base;
    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Event> received = new LinkedBlockingQueue<>();
    private String token = "";

    private EventStream(HttpClient http, URI base, HttpResponse<InputStream> response) {
        this.http = http;
        this.base = base;
        this.response = response;
    }

    /** The request of a client that reads its socket itself, or does not. */
    static byte[] get(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** What still comes, until the other side ends the connection, one way or the other. */
    static String rest(Socket socket) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[65_536];
        InputStream in = socket.getInputStream();
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                all.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException e) {
            // A reset: what waited for us was dropped.
        }
        return all.toString();
    }

    /** Opens one and waits until the hub said who we are. */
    static EventStream open(URI base, String query, String... headers) throws Exception {
        return open(HTTP, base, query, headers);
    }

    /** The same with a client of one's own, which posts too. */
    static EventStream open(HttpClient http, URI base, String query, String... headers) throws Exception {
        HttpResponse<InputStream> response = http.send(
                request(base, "/sse?" + query, headers).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new AssertionError(
                    response.statusCode() + ": " + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        EventStream stream = new EventStream(http, base, response);
        Thread reader = new Thread(stream::read, "event-stream");
        reader.setDaemon(true);
        reader.start();
        Matcher found = TOKEN.matcher(stream.event("open").data());
        if (!found.find()) {
            throw new AssertionError("no token");
        }
        stream.token = found.group(1);
        stream.await(MessageType.CLIENT_REGISTERED);
        return stream;
    }

    /** Any request to it, answered whole: for what is no open stream. */
    static HttpResponse<String> ask(URI base, String method, String path, String body, String... headers)
            throws Exception {
        return ask(HTTP, base, method, path, body, headers);
    }

    private static HttpResponse<String> ask(
            HttpClient http, URI base, String method, String path, String body, String... headers) throws Exception {
        return http.send(
                request(base, path, headers)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Posts one message. */
    EventStream send(String json) throws Exception {
        HttpResponse<String> answer = post("application/json", json);
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer.statusCode() + ": " + answer.body());
        }
        return this;
    }

    HttpResponse<String> post(String contentType, String body) throws Exception {
        return ask(http, base, "POST", "/sse", body, "Content-Type", contentType, "X-Signalbox-Token", token);
    }

    /** The next message of that type; what comes first is dropped. */
    Message await(MessageType type) throws Exception {
        return await(message -> message.type() == type);
    }

    /** The next message that fits; what comes first is dropped. */
    Message await(Predicate<Message> wanted) throws Exception {
        return message(await("message", event -> wanted.test(message(event))));
    }

    /** The next event of that name; what comes first is dropped. */
    Event event(String name) throws Exception {
        return await(name, event -> true);
    }

    /** Every message that came and was not taken, after a ping and its pong. */
    List<String> drained() throws Exception {
        String id = "drain-" + System.nanoTime();
        send("{\"message_type\":\"ping\",\"message_id\":\"" + id + "\"}");
        List<String> all = new ArrayList<>();
        while (true) {
            Event event = received.poll(20, TimeUnit.SECONDS);
            if (event == null || event.name().equals(END)) {
                throw new AssertionError("no pong; before: " + all);
            }
            if (event.data().contains(id)) {
                return all;
            }
            if (event.name().equals("message")) {
                all.add(event.data());
            }
        }
    }

    /** A header of the answer, empty when there is none. */
    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** What the answer came over. */
    HttpClient.Version version() {
        return response.version();
    }

    String token() {
        return token;
    }

    @Override
    public void close() throws IOException {
        response.body().close();
    }

    private Event await(String name, Predicate<Event> wanted) throws Exception {
        List<Event> others = new ArrayList<>();
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            Event event = received.poll(100, TimeUnit.MILLISECONDS);
            if (event != null && event.name().equals(name) && wanted.test(event)) {
                return event;
            }
            if (event != null) {
                others.add(event);
            }
        }
        throw new AssertionError("no " + name + " within " + LONGEST + ", but " + others);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String name = "message";
            String id = "";
            List<String> data = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(": ")) {
                    received.add(new Event(COMMENT, line.substring(2)));
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.add(line.substring(6));
                } else if (line.isEmpty() && !data.isEmpty()) {
                    received.add(new Event(name, String.join("\n", data), id));
                    name = "message";
                    id = "";
                    data.clear();
                }
            }
        } catch (IOException e) {
            // The end, as far as a reader is concerned.
        }
        received.add(new Event(END, ""));
    }

    private static HttpRequest.Builder request(URI base, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(LONGEST);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private static Message message(Event event) {
        return (Message) JsonCodec.decode(event.data());
    }

    /** @param id that it brought itself, empty when it brought none */
    record Event(String name, String data, String id) {
        Event(String name, String data) {
            this(name, data, "");
        }
    }
}
