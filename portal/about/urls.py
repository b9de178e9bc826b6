from django.urls import path

from portal.about import views

app_name = "about"

urlpatterns = [
    path("about/privacy/", views.privacy, name="privacy"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
    path("about/site-map/", views.site_map, name="site_map"),
    path("sitemap.xml", views.sitemap_xml, name="sitemap_xml"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("city.css", views.city_css, name="city_css"),
    path("mark.svg", views.mark, name="mark"),
]
