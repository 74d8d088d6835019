<?php
// Installs WordPress into the database that wp-config.php names and fills it with the posts in the JSON file given.
define('WP_INSTALLING', true);
[, $root, $file] = $argv;
$_SERVER['HTTP_HOST'] = getenv('PAPER_HOST');
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
require $root . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
$paper = json_decode(file_get_contents($file), true);
add_filter('pre_wp_mail', '__return_true'); // no mail leaves the machine
wp_install($paper['title'], 'admin', 'admin@paper.example', true, '', bin2hex(random_bytes(8)));
foreach (get_posts(['post_type' => ['post', 'page'], 'numberposts' => -1]) as $post) {
    wp_delete_post($post->ID, true);
}
update_option('timezone_string', $paper['zone']);
update_option('posts_per_page', 8);
switch_theme('twentytwentythree');
global $wp_rewrite;
$wp_rewrite->set_permalink_structure($paper['permalinks']);
$authors = [];
$out = [];
foreach ($paper['posts'] as $post) {
    if (!isset($authors[$post['author']])) {
        $authors[$post['author']] = wp_insert_user([
            'user_login' => sanitize_title($post['author']), 'display_name' => $post['author'],
            'user_pass' => bin2hex(random_bytes(8)), 'role' => 'author',
        ]);
    }
    $category = wp_create_category($post['category']);
    $id = wp_insert_post([
        'post_title' => $post['title'], 'post_status' => 'publish', 'post_author' => $authors[$post['author']],
        'post_date' => $post['date'], 'post_category' => [$category], 'tags_input' => $post['tags'],
        'post_content' => implode("\n\n", array_map(fn($p) => "<!-- wp:paragraph -->\n<p>$p</p>\n<!-- /wp:paragraph -->", $post['paragraphs'])),
    ], true);
    if (is_wp_error($id)) { fwrite(STDERR, $id->get_error_message()); exit(1); }
    $picture = wp_insert_post(['post_type' => 'attachment', 'post_status' => 'inherit', 'post_parent' => $id, 'post_mime_type' => 'image/jpeg',
        'post_title' => 'Picture of ' . $post['title'], 'post_name' => "picture-$id", 'guid' => "http://{$_SERVER['HTTP_HOST']}/picture-$id.jpg"]);
    $out[] = ['title' => $post['title'], 'url' => get_permalink($id), 'attachment' => get_permalink($picture)];
}
wp_insert_post(['post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'About the paper',
    'post_content' => '<p>' . str_repeat('We print what the town says, and the town says a lot. ', 12) . '</p>']);
flush_rewrite_rules(false);
echo json_encode($out);
