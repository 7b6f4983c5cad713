package org.ebbcast.onos.ui;

import org.ebbcast.onos.EbbcastService;
import org.onosproject.net.host.HostService;
import org.onosproject.net.link.LinkService;
import org.onosproject.ui.UiExtensionService;
import org.onosproject.ui.UiTopoHighlighterFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Adds Ebbcast to the traffic monitors of the GUI's topology view, where there is a GUI. */
@Component(immediate = true, service = EbbcastOverlay.class)
public class EbbcastOverlay {
    @Reference
    protected EbbcastService ebbcast;

    @Reference
    protected LinkService linkService;

    @Reference
    protected HostService hostService;

    private final UiTopoHighlighterFactory factory = () -> new LinkHighlighter(ebbcast, linkService, hostService);

    @Activate
    protected void activate() {
        // a component needs a life cycle for its dynamic reference; there is nothing else to begin
    }

    @Deactivate
    protected void deactivate() {
        // the framework unbinds the view, which takes the factory out
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeView")
    protected void addView(UiExtensionService view) {
        view.register(factory);
    }

    protected void removeView(UiExtensionService view) {
        view.unregister(factory);
    }
}
