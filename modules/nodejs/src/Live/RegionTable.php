<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Cache\CacheTagsInvalidatorInterface;
use Drupal\Core\Database\Connection;
use Drupal\Core\Database\DatabaseException;
use Drupal\Core\Database\IntegrityConstraintViolationException;
use Drupal\nodejs\FailureLog;

/**
 * Remembers which regions pages show, and by which cache tags they change.
 */
final class RegionTable {

  public const REGIONS = 'nodejs_live';

  public const TAGS = 'nodejs_live_tag';

  /**
   * Begins the cache tag that every page has which shows a region.
   */
  public const TAG = 'nodejs_live:';

  /**
   * Seconds after which a region is forgotten: 30 days.
   */
  private const LIFE = 2592000;

  /**
   * Regions that are kept, beside those that somebody looks at.
   */
  public const MOST = 20000;

  /**
   * Most of them that one run of cron forgets.
   */
  private const AT_ONCE = 10000;

  /**
   * Tags, or ids, in one question to the database.
   */
  private const MANY = 300;

  /**
   * Regions that this process has written.
   *
   * @var array<string, true>
   */
  private array $written = [];

  public function __construct(
    private readonly Connection $connection,
    private readonly TimeInterface $time,
    private readonly CacheTagsInvalidatorInterface $invalidator,
    private readonly FailureLog $log,
  ) {}

  /**
   * Notes a region, unless it is known with the same tags.
   *
   * @param \Drupal\nodejs\Live\Region $region
   *   The region.
   * @param list<string> $tags
   *   The cache tags of what it shows now.
   *
   * @return bool
   *   FALSE when it can't be kept: a site goes on without the table that
   *   update.php makes.
   */
  public function keep(Region $region, array $tags): bool {
    try {
      $known = $this->tagsOf($region->id);
      $new = array_values(array_diff($tags, $known));
      if ($new !== [] || !isset($this->written[$region->id])) {
        $this->write($region, $new);
      }
      $this->written[$region->id] = TRUE;
      return TRUE;
    }
    catch (DatabaseException | \PDOException $failure) {
      $this->log->report($failure);
      return FALSE;
    }
  }

  /**
   * A region by its id.
   */
  public function load(string $id): ?Region {
    return array_values($this->read([$id]))[0] ?? NULL;
  }

  /**
   * The regions that show something of these tags, newest first.
   *
   * @param list<string> $tags
   *   Cache tags.
   * @param int $limit
   *   Most regions.
   * @param list<string>|null $among
   *   Ids of those that are asked for; NULL: all.
   *
   * @return array<string, \Drupal\nodejs\Live\Region>
   *   Regions by id.
   */
  public function ofTags(array $tags, int $limit, ?array $among = NULL): array {
    $ids = [];
    try {
      foreach (array_chunk($tags, self::MANY) as $some) {
        foreach ($among === NULL ? [NULL] : array_chunk($among, self::MANY) as $few) {
          $query = $this->connection->select(self::TAGS, 't')->distinct()->fields('t', ['id'])->condition('t.tag', $some, 'IN');
          $query->innerJoin(self::REGIONS, 'r', '[r].[id] = [t].[id]');
          $query->fields('r', ['created'])->orderBy('r.created', 'DESC')->orderBy('t.id')->range(0, $limit);
          if ($few !== NULL) {
            $query->condition('t.id', $few, 'IN');
          }
          $ids += array_flip($query->execute()?->fetchCol() ?? []);
          if (count($ids) >= $limit) {
            break 2;
          }
        }
      }
    }
    catch (DatabaseException | \PDOException $failure) {
      $this->log->report($failure);
    }
    return $this->read(array_slice(array_map(strval(...), array_keys($ids)), 0, $limit));
  }

  /**
   * Forgets a region, for there is nothing any more that it could show.
   */
  public function forget(string ...$ids): void {
    foreach (array_chunk($ids, self::MANY) as $some) {
      $this->connection->delete(self::TAGS)->condition('id', $some, 'IN')->execute();
      $this->connection->delete(self::REGIONS)->condition('id', $some, 'IN')->execute();
    }
    $this->written = array_diff_key($this->written, array_flip($ids));
  }

  /**
   * Forgets all regions of a kind, when its source is uninstalled.
   */
  public function forgetKind(string $kind): void {
    $this->forget(...$this->connection->select(self::REGIONS, 'r')->fields('r', ['id'])->condition('kind', $kind)->execute()?->fetchCol() ?? []);
  }

  /**
   * Forgets old regions, and what is too many; pages in caches that show them
   * are made anew.
   *
   * @param \Drupal\nodejs\Live\Occupancy $occupancy
   *   Knows what somebody looks at, which stays while it isn't old.
   * @param int $most
   *   How many stay beside these.
   */
  public function prune(Occupancy $occupancy, int $most = self::MOST): void {
    $query = $this->connection->select(self::REGIONS, 'r')->fields('r', ['id'])->condition('created', $this->time->getCurrentTime() - self::LIFE, '<')->range(0, 1000);
    $ids = [...$query->execute()?->fetchCol() ?? [], ...$this->excess($occupancy, $most)];
    if ($ids !== []) {
      $this->forget(...$ids);
      $this->invalidator->invalidateTags(array_map(static fn (string $id): string => self::TAG . $id, $ids));
    }
  }

  /**
   * The oldest of too many regions, which any visitor can make.
   *
   * @param \Drupal\nodejs\Live\Occupancy $occupancy
   *   Knows what somebody looks at.
   * @param int $most
   *   How many stay beside that.
   *
   * @return list<string>
   *   Their ids; none while the push server can't be asked.
   */
  private function excess(Occupancy $occupancy, int $most): array {
    $count = (int) $this->connection->select(self::REGIONS)->countQuery()->execute()?->fetchField();
    $occupied = $count > $most ? $occupancy->all() : NULL;
    if ($occupied === NULL) {
      return [];
    }
    $oldest = $this->connection->select(self::REGIONS, 'r')->fields('r', ['id'])->orderBy('created')->orderBy('id')->execute()?->fetchCol() ?? [];
    $idle = array_values(array_diff($oldest, $occupied));
    return array_slice($idle, 0, max(0, min(count($idle) - $most, self::AT_ONCE)));
  }

  /**
   * The tags that are known of a region.
   *
   * @return list<string>
   *   Cache tags.
   */
  private function tagsOf(string $id): array {
    return $this->connection->select(self::TAGS, 't')->fields('t', ['tag'])->condition('id', $id)->execute()?->fetchCol() ?? [];
  }

  /**
   * Writes a region and further tags of it.
   *
   * @param \Drupal\nodejs\Live\Region $region
   *   The region.
   * @param list<string> $tags
   *   Tags that aren't known yet.
   */
  private function write(Region $region, array $tags): void {
    $this->connection->merge(self::REGIONS)->key('id', $region->id)->fields([
      'kind' => $region->recipe->kind,
      'recipe' => json_encode(['args' => $region->recipe->args, 'label' => $region->recipe->label, 'mode' => $region->recipe->mode], JSON_THROW_ON_ERROR),
      'surroundings' => $region->surroundings->toJson(),
      'shared' => (int) $region->isShared,
      'assets' => $region->assets,
      'created' => $this->time->getCurrentTime(),
    ])->execute();
    if ($tags === []) {
      return;
    }
    try {
      $insert = $this->connection->insert(self::TAGS)->fields(['tag', 'id']);
      foreach ($tags as $tag) {
        $insert->values([$tag, $region->id]);
      }
      $insert->execute();
    }
    catch (IntegrityConstraintViolationException) {
      // Another process rendered the same at the same time, and wrote first.
      foreach ($tags as $tag) {
        $this->connection->merge(self::TAGS)->keys(['tag' => $tag, 'id' => $region->id])->execute();
      }
    }
  }

  /**
   * Reads regions.
   *
   * @param list<string> $ids
   *   Their ids.
   *
   * @return array<string, \Drupal\nodejs\Live\Region>
   *   Regions by id; what can't be read isn't there.
   */
  private function read(array $ids): array {
    $regions = [];
    foreach (array_chunk($ids, self::MANY) as $some) {
      $rows = $this->connection->select(self::REGIONS, 'r')->fields('r')->condition('id', $some, 'IN')->execute() ?? [];
      foreach ($rows as $row) {
        try {
          ['args' => $args, 'label' => $label, 'mode' => $mode] = json_decode((string) $row->recipe, TRUE, 32, JSON_THROW_ON_ERROR);
          $regions[$row->id] = new Region($row->id, new Recipe($row->kind, $args, $label, $mode), Surroundings::fromJson((string) $row->surroundings), (bool) $row->shared, (string) $row->assets);
        }
        catch (\JsonException | \TypeError $failure) {
          $this->log->report($failure);
        }
      }
    }
    return $regions;
  }

}
