package io.signalbox.testing;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket handshake as a filter sees it, and the answer that it gets. Knows what a filter asks for; anything else
 * fails loudly.
 */
public final class FakeHandshake {
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> parameters = new HashMap<>();
    private final Map<String, String> answered = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String requestMethod = "GET";
    private String protocol = "HTTP/1.1";
    private String address = "127.0.0.1";
    private int status = 200;

    /** A handshake that nothing is wrong with. */
    public FakeHandshake() {
        header("Host", "hub.example:8080").header("Upgrade", "websocket").header("Sec-WebSocket-Version", "13");
        header("Connection", "keep-alive, Upgrade").header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    /** Sets a header; null removes it. */
    public FakeHandshake header(String name, @Nullable String value) {
        String key = name.toLowerCase(Locale.ROOT);
        if (value == null) {
            headers.remove(key);
        } else {
            headers.put(key, value);
        }
        return this;
    }

    /** Sets the method and the version of HTTP. */
    public FakeHandshake line(String newMethod, String newProtocol) {
        requestMethod = newMethod;
        protocol = newProtocol;
        return this;
    }

    /** Sets a query parameter. */
    public FakeHandshake parameter(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Sets where it comes from. */
    public FakeHandshake from(String remoteAddress) {
        address = remoteAddress;
        return this;
    }

    /** For a filter. Its upgrade succeeds and yields nothing. */
    public HttpServletRequest request() {
        return fake(HttpServletRequest.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getHeader" -> headers.get(((String) arguments[0]).toLowerCase(Locale.ROOT));
            case "getHeaders" -> {
                String value = headers.get(((String) arguments[0]).toLowerCase(Locale.ROOT));
                yield Collections.enumeration(value == null ? List.of() : List.of(value));
            }
            case "getMethod" -> requestMethod;
            case "getProtocol" -> protocol;
            case "getParameter" -> parameters.get((String) arguments[0]);
            case "getRemoteAddr" -> address;
            case "upgrade" -> null;
            default -> throw new AssertionError("not faked: " + method);
        });
    }

    /** For a filter. */
    public HttpServletResponse response() {
        return fake(HttpServletResponse.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "setStatus" -> {
                status = (int) arguments[0];
                yield null;
            }
            case "setHeader" -> answered.put((String) arguments[0], (String) arguments[1]);
            case "setContentType" -> answered.put("Content-Type", (String) arguments[0]);
            case "setContentLength" -> answered.put("Content-Length", arguments[0].toString());
            case "getOutputStream" -> output();
            default -> throw new AssertionError("not faked: " + method);
        });
    }

    /** Status of the answer, 200 when nobody set one. */
    public int status() {
        return status;
    }

    /** A header of the answer. */
    public @Nullable String answered(String name) {
        return answered.get(name);
    }

    /** The body of the answer. */
    public String body() {
        return body.toString(StandardCharsets.UTF_8);
    }

    private ServletOutputStream output() {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new AssertionError("a refusal is written at once");
            }

            @Override
            public void write(int oneByte) {
                body.write(oneByte);
            }
        };
    }

    private static <T> T fake(Class<T> type, InvocationHandler behaviour) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, behaviour));
    }
}
